-- Stops notifications before a connection goes back to a pool of the app.
unlisten jobmaster_wake;
