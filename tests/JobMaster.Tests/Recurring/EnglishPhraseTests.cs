using System.Globalization;

namespace JobMaster.Tests.Recurring;

/// <summary>What people type. It is accepted where English has one meaning; else the error says what to write, and where.</summary>
public class EnglishPhraseTests
{
    // The phrase and its first three occurrences after midnight of 1 January 2026, a Thursday.
    private const string Accepted = """
        every weekday at 9am | 2026-01-01 09:00 | 2026-01-02 09:00 | 2026-01-05 09:00
        the first monday of the month | 2026-01-05 00:00 | 2026-02-02 00:00 | 2026-03-02 00:00
        on the first monday of the month | 2026-01-05 00:00 | 2026-02-02 00:00 | 2026-03-02 00:00
        on the first monday of the month at 9am | 2026-01-05 09:00 | 2026-02-02 09:00 | 2026-03-02 09:00
        every other monday | 2026-01-05 00:00 | 2026-01-19 00:00 | 2026-02-02 00:00
        every other monday at 9am | 2026-01-05 09:00 | 2026-01-19 09:00 | 2026-02-02 09:00
        every other day | 2026-01-03 00:00 | 2026-01-05 00:00 | 2026-01-07 00:00
        every other week on friday | 2026-01-02 00:00 | 2026-01-16 00:00 | 2026-01-30 00:00
        every day at noon | 2026-01-01 12:00 | 2026-01-02 12:00 | 2026-01-03 12:00
        every day at midnight | 2026-01-02 00:00 | 2026-01-03 00:00 | 2026-01-04 00:00
        at noon and midnight | 2026-01-01 12:00 | 2026-01-02 00:00 | 2026-01-02 12:00
        every quarter | 2026-04-01 00:00 | 2026-07-01 00:00 | 2026-10-01 00:00
        every quarter on the 1st at 9am | 2026-01-01 09:00 | 2026-04-01 09:00 | 2026-07-01 09:00
        every 15 minutes between 9 and 17 | 2026-01-01 09:00 | 2026-01-01 09:15 | 2026-01-01 09:30
        every weekend at 10am | 2026-01-03 10:00 | 2026-01-04 10:00 | 2026-01-10 10:00
        on weekdays at 9am | 2026-01-01 09:00 | 2026-01-02 09:00 | 2026-01-05 09:00
        weekdays at 9am | 2026-01-01 09:00 | 2026-01-02 09:00 | 2026-01-05 09:00
        every monday and friday at 9am | 2026-01-02 09:00 | 2026-01-05 09:00 | 2026-01-09 09:00
        every mon, wed and fri at 9am | 2026-01-02 09:00 | 2026-01-05 09:00 | 2026-01-07 09:00
        every monday, wednesday, friday | 2026-01-02 00:00 | 2026-01-05 00:00 | 2026-01-07 00:00
        monday to friday at 9am | 2026-01-01 09:00 | 2026-01-02 09:00 | 2026-01-05 09:00
        every monday to friday at 9am | 2026-01-01 09:00 | 2026-01-02 09:00 | 2026-01-05 09:00
        every mon-fri at 9am | 2026-01-01 09:00 | 2026-01-02 09:00 | 2026-01-05 09:00
        on mon-fri at 9am | 2026-01-01 09:00 | 2026-01-02 09:00 | 2026-01-05 09:00
        every day from monday to friday at 9am | 2026-01-01 09:00 | 2026-01-02 09:00 | 2026-01-05 09:00
        every 15 minutes from 9am to 5pm | 2026-01-01 09:00 | 2026-01-01 09:15 | 2026-01-01 09:30
        every 5 minutes until 6pm | 2026-01-01 00:05 | 2026-01-01 00:10 | 2026-01-01 00:15
        every 30 minutes between 9am-5pm | 2026-01-01 09:00 | 2026-01-01 09:30 | 2026-01-01 10:00
        at 9:00, 12:00 and 17:00 | 2026-01-01 09:00 | 2026-01-01 12:00 | 2026-01-01 17:00
        daily at 9am and 5pm | 2026-01-01 09:00 | 2026-01-01 17:00 | 2026-01-02 09:00
        on the 1st and 15th of the month | 2026-01-15 00:00 | 2026-02-01 00:00 | 2026-02-15 00:00
        on the 1st, 15th of the month at noon | 2026-01-01 12:00 | 2026-01-15 12:00 | 2026-02-01 12:00
        on the 1st of january | 2027-01-01 00:00 | 2028-01-01 00:00 | 2029-01-01 00:00
        on the last day of the month at 6pm | 2026-01-31 18:00 | 2026-02-28 18:00 | 2026-03-31 18:00
        on the last day of february | 2026-02-28 00:00 | 2027-02-28 00:00 | 2028-02-29 00:00
        on the last weekday of the month | 2026-01-30 00:00 | 2026-02-27 00:00 | 2026-03-31 00:00
        on the first weekday of each month | 2026-02-02 00:00 | 2026-03-02 00:00 | 2026-04-01 00:00
        on the 2nd and 4th tuesday of the month at 10am | 2026-01-13 10:00 | 2026-01-27 10:00 | 2026-02-10 10:00
        on the second tuesday of the month | 2026-01-13 00:00 | 2026-02-10 00:00 | 2026-03-10 00:00
        on the second tuesday of every month at 10am | 2026-01-13 10:00 | 2026-02-10 10:00 | 2026-03-10 10:00
        every second tuesday of the month | 2026-01-13 00:00 | 2026-02-10 00:00 | 2026-03-10 00:00
        every first monday at 9am | 2026-01-05 09:00 | 2026-02-02 09:00 | 2026-03-02 09:00
        every last friday at 5pm | 2026-01-30 17:00 | 2026-02-27 17:00 | 2026-03-27 17:00
        every third day | 2026-01-04 00:00 | 2026-01-07 00:00 | 2026-01-10 00:00
        every 2nd week | 2026-01-15 00:00 | 2026-01-29 00:00 | 2026-02-12 00:00
        every second week | 2026-01-15 00:00 | 2026-01-29 00:00 | 2026-02-12 00:00
        every five minutes | 2026-01-01 00:05 | 2026-01-01 00:10 | 2026-01-01 00:15
        every two weeks on monday | 2026-01-05 00:00 | 2026-01-19 00:00 | 2026-02-02 00:00
        every january on the 1st | 2027-01-01 00:00 | 2028-01-01 00:00 | 2029-01-01 00:00
        every january 1st | 2027-01-01 00:00 | 2028-01-01 00:00 | 2029-01-01 00:00
        every 1st | 2026-02-01 00:00 | 2026-03-01 00:00 | 2026-04-01 00:00
        every 15th of the month at noon | 2026-01-15 12:00 | 2026-02-15 12:00 | 2026-03-15 12:00
        every 1st and 15th | 2026-01-15 00:00 | 2026-02-01 00:00 | 2026-02-15 00:00
        every noon | 2026-01-01 12:00 | 2026-01-02 12:00 | 2026-01-03 12:00
        every midnight | 2026-01-02 00:00 | 2026-01-03 00:00 | 2026-01-04 00:00
        once a day at 9am | 2026-01-01 09:00 | 2026-01-02 09:00 | 2026-01-03 09:00
        once a week | 2026-01-08 00:00 | 2026-01-15 00:00 | 2026-01-22 00:00
        once every 3 days | 2026-01-04 00:00 | 2026-01-07 00:00 | 2026-01-10 00:00
        once an hour | 2026-01-01 01:00 | 2026-01-01 02:00 | 2026-01-01 03:00
        every fortnight | 2026-01-15 00:00 | 2026-01-29 00:00 | 2026-02-12 00:00
        fortnightly on monday | 2026-01-05 00:00 | 2026-01-19 00:00 | 2026-02-02 00:00
        quarterly | 2026-04-01 00:00 | 2026-07-01 00:00 | 2026-10-01 00:00
        annually | 2027-01-01 00:00 | 2028-01-01 00:00 | 2029-01-01 00:00
        annually on jan-01 | 2027-01-01 00:00 | 2028-01-01 00:00 | 2029-01-01 00:00
        every weekday between 9am and 5pm | 2026-01-01 09:00 | 2026-01-02 09:00 | 2026-01-05 09:00
        every 2 hours on weekdays between 9 and 17 | 2026-01-01 09:00 | 2026-01-01 11:00 | 2026-01-01 13:00
        every month on the last friday | 2026-01-30 00:00 | 2026-02-27 00:00 | 2026-03-27 00:00
        every month on the 3rd wednesday at 12 noon | 2026-01-21 12:00 | 2026-02-18 12:00 | 2026-03-18 12:00
        in june to august on mondays | 2026-06-01 00:00 | 2026-06-08 00:00 | 2026-06-15 00:00
        every day in june-august | 2026-06-01 00:00 | 2026-06-02 00:00 | 2026-06-03 00:00
        every hour of the day | 2026-01-01 01:00 | 2026-01-01 02:00 | 2026-01-01 03:00
        every day of the week at 8am | 2026-01-01 08:00 | 2026-01-02 08:00 | 2026-01-03 08:00
        on the 15th of every month | 2026-01-15 00:00 | 2026-02-15 00:00 | 2026-03-15 00:00
        on the 1st of each month at midnight | 2026-02-01 00:00 | 2026-03-01 00:00 | 2026-04-01 00:00
        monthly on the 31st | 2026-01-31 00:00 | 2026-03-31 00:00 | 2026-05-31 00:00
        every sunday at 3 am | 2026-01-04 03:00 | 2026-01-11 03:00 | 2026-01-18 03:00
        sundays at 3am | 2026-01-04 03:00 | 2026-01-11 03:00 | 2026-01-18 03:00
        on sundays | 2026-01-04 00:00 | 2026-01-11 00:00 | 2026-01-18 00:00
        every monday, at 9am, tz Europe/Berlin | 2026-01-05 09:00 | 2026-01-12 09:00 | 2026-01-19 09:00
        every 10 mins on weekdays | 2026-01-01 00:10 | 2026-01-01 00:20 | 2026-01-01 00:30
        every tuesday and thursday between 9am and 5pm | 2026-01-01 09:00 | 2026-01-06 09:00 | 2026-01-08 09:00
        at 9am on weekdays and saturday | 2026-01-01 09:00 | 2026-01-02 09:00 | 2026-01-03 09:00
        on weekdays, saturday | 2026-01-02 00:00 | 2026-01-03 00:00 | 2026-01-05 00:00
        every 20 minutes between noon and 6pm | 2026-01-01 12:00 | 2026-01-01 12:20 | 2026-01-01 12:40
        every 45 minutes from 8 until 18 | 2026-01-01 08:00 | 2026-01-01 08:45 | 2026-01-01 09:30
        every 4 weeks on tuesday | 2026-01-06 00:00 | 2026-02-03 00:00 | 2026-03-03 00:00
        noon | 2026-01-01 12:00 | 2026-01-02 12:00 | 2026-01-03 12:00
        midnight | 2026-01-02 00:00 | 2026-01-03 00:00 | 2026-01-04 00:00
        first monday | 2026-01-05 00:00 | 2026-02-02 00:00 | 2026-03-02 00:00
        last friday at 5pm | 2026-01-30 17:00 | 2026-02-27 17:00 | 2026-03-27 17:00
        mondays and thursdays at 8:30 | 2026-01-01 08:30 | 2026-01-05 08:30 | 2026-01-08 08:30
        9am every weekday | 2026-01-01 09:00 | 2026-01-02 09:00 | 2026-01-05 09:00
        5pm on fridays | 2026-01-02 17:00 | 2026-01-09 17:00 | 2026-01-16 17:00
        january 1st at midnight | 2027-01-01 00:00 | 2028-01-01 00:00 | 2029-01-01 00:00
        1st of the month | 2026-02-01 00:00 | 2026-03-01 00:00 | 2026-04-01 00:00
        the 15th at noon | 2026-01-15 12:00 | 2026-02-15 12:00 | 2026-03-15 12:00
        every friday at midnight | 2026-01-02 00:00 | 2026-01-09 00:00 | 2026-01-16 00:00
        every day at 12 midnight | 2026-01-02 00:00 | 2026-01-03 00:00 | 2026-01-04 00:00
        every 30 minutes from 9 to 17 | 2026-01-01 09:00 | 2026-01-01 09:30 | 2026-01-01 10:00
        every 30 minutes from 9 until 17 on weekdays | 2026-01-01 09:00 | 2026-01-01 09:30 | 2026-01-01 10:00
        every 30 minutes between 09:00-17:00 | 2026-01-01 09:00 | 2026-01-01 09:30 | 2026-01-01 10:00
        every 30 minutes between 9:00 to 17:30 | 2026-01-01 09:00 | 2026-01-01 09:30 | 2026-01-01 10:00
        every hour from 8am through 6pm | 2026-01-01 08:00 | 2026-01-01 09:00 | 2026-01-01 10:00
        every day from the 1st to the 7th | 2026-01-02 00:00 | 2026-01-03 00:00 | 2026-01-04 00:00
        every 2 hours from monday to friday | 2026-01-01 02:00 | 2026-01-01 04:00 | 2026-01-01 06:00
        every 10 minutes on saturday and sunday | 2026-01-03 00:00 | 2026-01-03 00:10 | 2026-01-03 00:20
        every month on the third thursday at noon | 2026-01-15 12:00 | 2026-02-19 12:00 | 2026-03-19 12:00
        the third thursday of november at 10am | 2026-11-19 10:00 | 2027-11-18 10:00 | 2028-11-16 10:00
        on the fourth thursday of november | 2026-11-26 00:00 | 2027-11-25 00:00 | 2028-11-23 00:00
        last weekday of the month at 17:00 | 2026-01-30 17:00 | 2026-02-27 17:00 | 2026-03-31 17:00
        first weekday of the month | 2026-02-02 00:00 | 2026-03-02 00:00 | 2026-04-01 00:00
        the last monday of every month | 2026-01-26 00:00 | 2026-02-23 00:00 | 2026-03-30 00:00
        every tuesday through saturday at 7am | 2026-01-01 07:00 | 2026-01-02 07:00 | 2026-01-03 07:00
        every sat-sun at 10:00 | 2026-01-03 10:00 | 2026-01-04 10:00 | 2026-01-10 10:00
        every day in december until 25th | 2026-12-01 00:00 | 2026-12-02 00:00 | 2026-12-03 00:00
        every 2nd monday of the month at 9am | 2026-01-12 09:00 | 2026-02-09 09:00 | 2026-03-09 09:00
        every third friday of the month | 2026-01-16 00:00 | 2026-02-20 00:00 | 2026-03-20 00:00
        every other friday at 15:00 | 2026-01-02 15:00 | 2026-01-16 15:00 | 2026-01-30 15:00
        every other month on the 1st | 2026-03-01 00:00 | 2026-05-01 00:00 | 2026-07-01 00:00
        every other quarter | 2026-07-01 00:00 | 2027-01-01 00:00 | 2027-07-01 00:00
        every 2 quarters | 2026-07-01 00:00 | 2027-01-01 00:00 | 2027-07-01 00:00
        every year on december 25th at midnight | 2026-12-25 00:00 | 2027-12-25 00:00 | 2028-12-25 00:00
        every year on the last day of february | 2026-02-28 00:00 | 2027-02-28 00:00 | 2028-02-29 00:00
        on december 25th and december 26th | 2026-12-25 00:00 | 2026-12-26 00:00 | 2027-12-25 00:00
        on the 10th and 25th at 9am | 2026-01-10 09:00 | 2026-01-25 09:00 | 2026-02-10 09:00
        on the 5th, 15th and 25th | 2026-01-05 00:00 | 2026-01-15 00:00 | 2026-01-25 00:00
        on 1st, 15th at 8am and 8pm | 2026-01-01 08:00 | 2026-01-01 20:00 | 2026-01-15 08:00
        on weekends at noon | 2026-01-03 12:00 | 2026-01-04 12:00 | 2026-01-10 12:00
        on sat and sun at noon | 2026-01-03 12:00 | 2026-01-04 12:00 | 2026-01-10 12:00
        hourly on weekdays | 2026-01-01 01:00 | 2026-01-01 02:00 | 2026-01-01 03:00
        hourly on weekdays between 9 and 17 | 2026-01-01 09:00 | 2026-01-01 10:00 | 2026-01-01 11:00
        minutely between 9 and 13 | 2026-01-01 09:00 | 2026-01-01 09:01 | 2026-01-01 09:02
        hourly from 09 to 05 | 2026-01-01 01:00 | 2026-01-01 02:00 | 2026-01-01 03:00
        in 8hr | 2026-01-01 08:00 | 2026-01-02 08:00 | 2026-01-03 08:00
        hourly in 5 minutes | 2026-01-01 00:05 | 2026-01-01 01:05 | 2026-01-01 02:05
        once per month | 2026-02-01 00:00 | 2026-03-01 00:00 | 2026-04-01 00:00
        once a month on the 1st | 2026-02-01 00:00 | 2026-03-01 00:00 | 2026-04-01 00:00
        every minute of the hour | 2026-01-01 00:01 | 2026-01-01 00:02 | 2026-01-01 00:03
        each day at noon | 2026-01-01 12:00 | 2026-01-02 12:00 | 2026-01-03 12:00
        each monday | 2026-01-05 00:00 | 2026-01-12 00:00 | 2026-01-19 00:00
        each weekday at 8am | 2026-01-01 08:00 | 2026-01-02 08:00 | 2026-01-05 08:00
        each month on the 1st | 2026-02-01 00:00 | 2026-03-01 00:00 | 2026-04-01 00:00
        every day at 9am tz america/new_york | 2026-01-01 09:00 | 2026-01-02 09:00 | 2026-01-03 09:00
        every quarter on the last day | 2026-01-31 00:00 | 2026-04-30 00:00 | 2026-07-31 00:00
        first day of the month at 6am | 2026-01-01 06:00 | 2026-02-01 06:00 | 2026-03-01 06:00
        every twelve hours | 2026-01-01 12:00 | 2026-01-02 00:00 | 2026-01-02 12:00
        every thirty minutes | 2026-01-01 00:30 | 2026-01-01 01:00 | 2026-01-01 01:30
        every ten minutes | 2026-01-01 00:10 | 2026-01-01 00:20 | 2026-01-01 00:30
        every 1 hour between 22 and 6 | 2026-01-01 01:00 | 2026-01-01 02:00 | 2026-01-01 03:00
        every 45 minutes between 9am and 12 noon | 2026-01-01 09:00 | 2026-01-01 09:45 | 2026-01-01 10:30
        every 5 minutes between noon and 2pm on mondays | 2026-01-05 12:00 | 2026-01-05 12:05 | 2026-01-05 12:10
        every weekday at 9am, 12pm and 5pm | 2026-01-01 09:00 | 2026-01-01 12:00 | 2026-01-01 17:00
        in january and july on the 1st | 2026-07-01 00:00 | 2027-01-01 00:00 | 2027-07-01 00:00
        in jan, apr, jul and oct on the 1st at 6am | 2026-01-01 06:00 | 2026-04-01 06:00 | 2026-07-01 06:00
        every 3rd day | 2026-01-04 00:00 | 2026-01-07 00:00 | 2026-01-10 00:00
        every last day of the month | 2026-01-31 00:00 | 2026-02-28 00:00 | 2026-03-31 00:00
        every day of january | 2026-01-02 00:00 | 2026-01-03 00:00 | 2026-01-04 00:00
        every 1st of january at noon | 2026-01-01 12:00 | 2027-01-01 12:00 | 2028-01-01 12:00
        every 5 minutes on weekdays from 08:00-10:00 | 2026-01-01 08:00 | 2026-01-01 08:05 | 2026-01-01 08:10
        on the 3rd and 17th at 6:30am and 6:30pm | 2026-01-03 06:30 | 2026-01-03 18:30 | 2026-01-17 06:30
        every monday through thursday and saturday | 2026-01-03 00:00 | 2026-01-05 00:00 | 2026-01-06 00:00
        """;

    // The phrase, the position of the word, and how the suggestion begins.
    private const string Refused = """
        every hour between 00:00 and 24:00 | position 29 | a window that lasts until its end is written 'upto 23:59'
        twice a day | position 0 | write how far apart, 'every 12 hours', or when, 'daily at [09:00, 21:00]'
        on the last business day | position 12 | holidays are not known; for Monday to Friday write 'every weekday', 'on
        every 15 minutes between 9 and 5pm | position 25 | write '09:00' or '9am' for an hour, '9th' for a day
        every 15 minutes 9am to 5pm | position 21 | write 'between 09:00 and 17:00', or a range of weekdays or months such as 'on
        every second tuesday | position 6 | for one a month write 'monthly on 2ndtue', for one in 2 write 'every 2 weeks AnchoredOn
        twice a week | position 0 | write how far apart, 'every 12 hours', or when, 'daily at [09:00, 21:00]'
        every day except sunday | position 10 | list what remains, as 'every week on [mon, tue, wed]'
        every morning | position 6 | write the time, as 'daily at 08:00' or 'every monday at 8am'
        biweekly | position 0 | write 'every 2 weeks' or 'every week on [mon, thu]'
        every day at 9 | position 13 | write 'day 9', 'hour 9' or '9th', or a time such as '9am'
        every day between 9 and 17 | position 18 | write '09:00' or '9am' for an hour, '9th' for a day
        every weekday between 9 and 17 | position 22 | write '09:00' or '9am' for an hour, '9th' for a day
        every 5m | position 7 | write 'minutes' or 'months'
        every 2h | position 7 | write 'hours'
        evry day | position 0 | write 'every' if that is meant
        every mintue | position 6 | write 'minute' if that is meant
        every day at 9.30am | position 14 | write times as '09:30' or '9am'
        every day at 0930 | position 13 | write a time as '09:30'
        every day at 9 o'clock | position 15 | write a time such as '09:15', '9am' or '21:00'
        daily at 9am UTC | position 13 | write the zone as 'tz UTC' or 'tz Europe/Berlin'
        daily at 9am Europe/Berlin | position 13 | write a zone as 'tz Europe/Berlin'
        on the first day of the year | position 17 | write 'on LastDay in [mar, jun, sep, dec]' for quarters, 'on jan-01' or 'on
        on the first day of the quarter | position 17 | write 'on LastDay in [mar, jun, sep, dec]' for quarters, 'on jan-01' or 'on
        every minute of every hour | position 13 | write 'on LastDay in [mar, jun, sep, dec]' for quarters, 'on jan-01' or 'on
        every half hour | position 6 | write 'every 30 minutes' or a time such as '09:30'
        every quarter hour | position 6 | write 'every 15 minutes'
        every business day | position 6 | holidays are not known; for Monday to Friday write 'every weekday', 'on FirstWeekday' or
        every workday at 8 | position 6 | holidays are not known; for Monday to Friday write 'every weekday', 'on FirstWeekday' or
        starting monday every week | position 0 | set StartAfter for the start of the schedule; write 'from 09:00' for a range that
        every 6 months starting in january | position 15 | set StartAfter for the start of the schedule; write 'from 09:00' for a
        on the closest weekday to the 15th | position 7 | write 'ClosestWeekdayTo 15th'
        every 3rd day of the month | position 6 | for one a month write 'monthly on 3rd', for one day in 3 write 'every 3 days'
        after 5pm | position 0 | write 'from 09:00', which includes 09:00
        every hour after 5pm | position 11 | write 'from 09:00', which includes 09:00
        every day before noon | position 10 | write 'upto 16:59', which includes 16:59
        never | position 0 | use the type 'Never' for a schedule that only runs by hand
        every year on christmas | position 14 | check its spelling
        on tuesday at noon or midnight | position 19 | write 'and' between values, or a list such as '[mon, fri]'
        the last sunday of march and october | position 29 | entries of one list name the same units
        the 2nd weekday of the month | position 8 | write 'every weekday', 'on weekdays' or 'on [sat, sun]'; a place in the month
        every second monday | position 6 | for one a month write 'monthly on 2ndmon', for one in 2 write 'every 2 weeks AnchoredOn
        every other weekday | position 12 | write 'every weekday', 'on weekdays' or 'on [sat, sun]'; a place in the month is
        daily except weekends | position 6 | list what remains, as 'every week on [mon, tue, wed]'
        every day but sunday | position 10 | list what remains, as 'every week on [mon, tue, wed]'
        every evening at 6 | position 6 | write the time, as 'daily at 18:00'
        nightly | position 0 | write the time, as 'daily at 02:00'
        bimonthly | position 0 | write 'every 2 months' or 'monthly on [1st, 15th]'
        semimonthly | position 0 | write 'monthly on [1st, 15th]'
        semiannually | position 0 | write 'every 6 months' or 'every 2 years'
        bi-weekly | position 0 | write 'every 2 weeks' or 'every week on [mon, thu]'
        three times a day | position 6 | write how far apart, 'every 12 hours', or when, 'daily at [09:00, 21:00]'
        once | position 0 | write 'daily', 'weekly' or a date such as '2027-03-01'
        once a quarter | position 0 | write 'daily', 'weekly' or a date such as '2027-03-01'
        monthly on the last business day | position 20 | holidays are not known; for Monday to Friday write 'every weekday', 'on
        every working day at 9am | position 6 | holidays are not known; for Monday to Friday write 'every weekday', 'on
        on business days at 9am | position 3 | holidays are not known; for Monday to Friday write 'every weekday', 'on
        every day at 5 | position 13 | write 'day 5', 'hour 5' or '5th', or a time such as '5am'
        every day at 17 | position 13 | write 'day 17', 'hour 17' or '17th', or a time such as '5pm'
        every day at 1730 | position 13 | write a time as '17:30'
        every day at 5 o'clock | position 15 | write a time such as '09:15', '9am' or '21:00'
        every day at 5.30 pm | position 14 | write times as '09:30' or '9am'
        every day at half past nine | position 13 | write 'every 30 minutes' or a time such as '09:30'
        every day at quarter past nine | position 13 | write 'every quarter', which is every 3 months, or the months, as 'in [jan,
        every hour on the hour | position 18 | write 'hour 5'
        every 90s | position 8 | write 'seconds'
        every 1w | position 7 | write 'weeks'
        evry monday | position 0 | write 'every' if that is meant
        every wednsday | position 6 | write 'Wednesday' if that is meant
        every febuary | position 6 | write 'February' if that is meant
        at 9 am dayly | position 8 | write 'daily' if that is meant
        every day at 9am EST | position 17 | write the zone as 'tz UTC' or 'tz Europe/Berlin'
        every day at 9am America/New_York | position 17 | write a zone as 'tz America/New_York'
        every month at the end | position 19 | write 'LastDay' for the end of a month; set EndBefore for the end of the schedule
        end of month | position 0 | write 'LastDay' for the end of a month; set EndBefore for the end of the schedule
        beginning of the month at 9am | position 0 | set StartAfter for the start of the schedule; write 'from 09:00' for a range
        start of month | position 0 | set StartAfter for the start of the schedule; write 'from 09:00' for a range that recurs, and
        before 5pm | position 0 | write 'upto 16:59', which includes 16:59
        tomorrow at 9am | position 0 | write a date such as '2027-03-01'; a job that runs once is scheduled with OnceAtAsync
        now | position 0 | write a date such as '2027-03-01'; a job that runs once is scheduled with OnceAtAsync
        every 10 minutes starting at 9am | position 17 | set StartAfter for the start of the schedule; write 'from 09:00' for a
        on the last day of the quarter | position 16 | write 'on LastDay in [mar, jun, sep, dec]' for quarters, 'on jan-01' or 'on
        last day of the year | position 9 | write 'on LastDay in [mar, jun, sep, dec]' for quarters, 'on jan-01' or 'on dec-31' for
        every 15 minutes, monday to friday, between 9am and 5pm | position 18 | begin a rule with every, at, on, in, between, from,
        every 15 minutes monday to friday 9am to 5pm | position 38 | write 'between 09:00 and 17:00', or a range of weekdays or
        at 9am or 5pm | position 7 | write 'and' between values, or a list such as '[mon, fri]'
        every weekday except friday | position 14 | list what remains, as 'every week on [mon, tue, wed]'
        in q1 | position 3 | check its spelling
        each quarter hour | position 5 | write 'every 15 minutes'
        every half-hour | position 6 | write 'every 30 minutes' or a time such as '09:30'
        every 1st day of the month | position 10 | write 'day 5'
        every 3rd tuesday | position 6 | for one a month write 'monthly on 3rdtue', for one in 3 write 'every 3 weeks AnchoredOn
        daily in the morning | position 13 | write the time, as 'daily at 08:00'
        after midnight | position 0 | write 'from 09:00', which includes 09:00
        every hour of every day | position 11 | write 'on LastDay in [mar, jun, sep, dec]' for quarters, 'on jan-01' or 'on dec-31'
        on 1st and monday | position 11 | entries of one list name the same units
        every 30 minutes from 9 to 5 | position 22 | write 'from 9am to 5pm' or 'from 09:00 to 05:00'
        every 30 minutes from 9 until 5 on weekdays | position 22 | write 'from 9am to 5pm' or 'from 09:00 to 05:00'
        every hour between 12 and 5 | position 19 | write 'between 12pm and 5pm' or 'between 12:00 and 05:00'
        every hour between 1 and 5 | position 19 | write 'between 1pm and 5pm' or 'between 01:00 and 05:00'
        every hour between 8 to 12 | position 19 | write 'between 8pm and 12am' or 'between 08:00 and 12:00'
        minutely between 9 and 10 | position 17 | write 'between 9pm and 10pm' or 'between 09:00 and 10:00'
        in 5 minutes | position 3 | for once in 5 minutes call OnceAfterAsync, for each hour write 'hourly at minute 5'
        in 90 minutes | position 3 | for once in 90 minutes call OnceAfterAsync
        in 10 secs | position 3 | for once in 10 secs call OnceAfterAsync, for each minute write 'minutely at second 10'
        in 2 hours | position 3 | for once in 2 hours call OnceAfterAsync, for each day write 'daily at 02:00'
        @in 3 days at 9am | position 4 | for once in 3 days call OnceAfterAsync, for each month write 'monthly on 3rd'
        at 9am in 2 months | position 10 | for once in 2 months call OnceAfterAsync, for each year write 'yearly in Feb'
        in 2 weeks | position 3 | for once in 2 weeks call OnceAfterAsync
        in 1 year | position 3 | for once in 1 year call OnceAfterAsync
        in an hour | position 3 | a job that runs once after a while is scheduled with OnceAfterAsync
        in half an hour | position 3 | a job that runs once after a while is scheduled with OnceAfterAsync
        after 5 minutes | position 0 | a job that runs once after a while is scheduled with OnceAfterAsync
        once in 5 minutes | position 0 | a job that runs once after a while is scheduled with OnceAfterAsync
        every 5 minutes for 3 days | position 16 | set EndBefore for the end of the schedule
        every few minutes | position 6 | write a number, as 'every 5 minutes'
        on even days | position 3 | write 'every 2 days AnchoredOn 2nd' for even days of the month
        next monday | position 0 | write a date such as '2027-03-01', or 'every monday'
        every monday morning | position 13 | write the time, as 'daily at 08:00' or 'every monday at 8am'
        """;

    public static IEnumerable<object[]> AcceptedPhrases() => Rows(Accepted);

    public static IEnumerable<object[]> RefusedPhrases() => Rows(Refused);

    [Theory]
    [MemberData(nameof(AcceptedPhrases))]
    public void A_phrase_with_one_meaning_recurs_as_it_says(string phrase, string first, string second, string third) =>
        RecurrenceExprCompiler.Compile(NaturalCronExprCompiler.TypeId, phrase)
            .Preview(TimeZoneInfo.Utc, Sequence.Utc("2026-01-01 00:00:00"), 3)
            .Select(at => at.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)).ShouldBe([first, second, third]);

    [Theory]
    [MemberData(nameof(RefusedPhrases))]
    public void Another_phrase_is_refused_with_what_to_write(string phrase, string position, string suggestion)
    {
        var message = Should.Throw<FormatException>(() => RecurrenceExprCompiler.Compile(NaturalCronExprCompiler.TypeId, phrase)).Message;
        message.ShouldContain($"at {position}");
        message.ShouldContain(suggestion);
    }

    [Theory]
    [InlineData("every weekday at noon", "Every Week On [Mon, Tue, Wed, Thu, Fri] At 12:00")]
    [InlineData("every other monday at 9am", "Every 2 Weeks AnchoredOn Mon At 9am")]
    [InlineData("the first and third monday of the month", "On [1stMon, 3rdMon]")]
    [InlineData("every quarter on the last weekday", "Every 3 Months On LastWeekday")]
    [InlineData("every 15 minutes from 9:00 to 17:30 tz europe/lisbon", "Every 15 Minutes Between 09:00 and 17:30 TimeZone europe/lisbon")]
    [InlineData("on the last day of february 2027 at midnight", "On LastDay Feb 2027 At 00:00")]
    public void A_note_shows_the_canonical_form(string phrase, string canonical)
    {
        RecurrenceExprCompiler.Compile(NaturalCronExprCompiler.TypeId, phrase).Notes().ShouldBe([$"Read as '{canonical}'."]);
        NaturalCronExprCompiler.Read(canonical, out var problems).IsEnglish.ShouldBeFalse();
        problems.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(
        "every hour between 00:00 and 00:00", "The window from '00:00' to '00:00' is one minute long. Leave it out for the whole day.")]
    [InlineData("every 10 minutes between 9:30 and 9:31", null)]
    [InlineData("every 10 minutes between 9am and 9am", null)]
    public void A_window_of_one_minute_is_noted(string expression, string? note) =>
        RecurrenceExprCompiler.Compile(NaturalCronExprCompiler.TypeId, expression).Notes().ShouldBe(note is null ? [] : [note]);

    [Theory]
    [InlineData("every month", true)]
    [InlineData("every 3 months at 09:00", true)]
    [InlineData("every year", true)]
    [InlineData("every month on 1st", false)]
    [InlineData("every month on LastDay at 09:00", false)]
    [InlineData("every month on the second tuesday", false)]
    [InlineData("every 2 weeks", false)]
    [InlineData("every day at 09:00", false)]
    public void A_step_of_months_without_a_day_is_noted_because_shorter_months_are_passed_over(string expression, bool isNoted) =>
        RecurrenceExprCompiler.Compile(NaturalCronExprCompiler.TypeId, expression).Notes()
            .Any(note => note.Contains("passes over months without that day")).ShouldBe(isNoted);

    [Fact]
    public void The_builder_writes_the_canonical_form_of_english_texts()
    {
        NaturalCronBuilder.On("weekdays").AtTime(9, 0).ToNaturalExpression().ShouldBe("On [Mon, Tue, Wed, Thu, Fri] At 09:00");
        NaturalCronBuilder.Every(30)
            .Minutes()
            .Between("noon", "6pm")
            .On("Mon", "fri")
            .ToNaturalExpression()
            .ShouldBe("Every 30 Minutes Between noon and 6pm On [Mon, fri]");
    }

    [Theory]
    [InlineData("hourly at minute 5")]
    [InlineData("minutely at second 10")]
    [InlineData("daily at 02:00")]
    [InlineData("monthly on 3rd")]
    [InlineData("yearly in Feb")]
    [InlineData("every 2 days AnchoredOn 2nd")]
    [InlineData("every hour from 9am to 5pm")]
    [InlineData("every hour from 09:00 to 05:00")]
    [InlineData("every hour between 8pm and 12am")]
    public void What_a_suggestion_writes_is_accepted(string suggested) => NaturalCronExprCompiler.Accepts(suggested).ShouldBeTrue();

    private static IEnumerable<object[]> Rows(string table) =>
        table.Split('\n').Select(row => row.Split(" | ")).Select(row => (object[])row);
}
