using System.Net;

namespace Baron.Cli.Serving;

/// <summary>Where a <see cref="DetectionServer"/> listens and what it accepts.</summary>
internal sealed record ServerOptions
{
    /// <summary>The address; only this machine's programs reach the default.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port; 0 for a free one.</summary>
    public int Port { get; init; }

    /// <summary>The largest request in bytes.</summary>
    public long MaxUpload { get; init; } = 20 << 20;

    /// <summary>The largest picture in pixels.</summary>
    public long MaxPixels { get; init; } = 50_000_000;

    /// <summary>The most classes a request may name.</summary>
    public int MaxClasses { get; init; } = 1000;

    /// <summary>Objects that score less are left out, unless a request says otherwise.</summary>
    public double ScoreThreshold { get; init; } = 0.3;

    /// <summary>Classes without boxes in training, where they are known: then every object is told to be base or novel.</summary>
    public IReadOnlyList<string>? NovelClasses { get; init; }

    /// <summary>The config, for the page.</summary>
    public string Config { get; init; } = "";

    /// <summary>The checkpoint, for the page.</summary>
    public string Checkpoint { get; init; } = "";
}
