using System.Globalization;
using Microsoft.Extensions.Hosting;

namespace JobMaster.Chaos;

/// <summary>
/// Obeys the lines that come in, on a thread of its own, so that a starved pool hears them too. When nobody is left to send any, the
/// process ends.
/// </summary>
internal sealed class Commands(Gate gate, MovedClock clock, IHostApplicationLifetime lifetime)
{
    public void Start() => new Thread(Run) { IsBackground = true, Name = "Commands" }.Start();

    private void Run()
    {
        while (Console.In.ReadLine() is { } line)
        {
            var words = line.Split(' ');
            switch (words[0])
            {
                case "release":
                    gate.Open();
                    break;
                case "clock":
                    clock.MoveTo(int.Parse(words[1], CultureInfo.InvariantCulture));
                    break;
                case "stop":
                    lifetime.StopApplication();
                    break;
            }
        }

        Environment.Exit(1);
    }
}
