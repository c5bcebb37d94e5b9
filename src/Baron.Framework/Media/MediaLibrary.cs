using System.Runtime.InteropServices;

namespace Baron.Media;

/// <summary>Whether pictures and videos can be handled on this machine, for <c>baron doctor</c>.</summary>
public static class MediaLibrary
{
    /// <summary>Whether the native library is there.</summary>
    public static bool IsAvailable => MediaNative.Unavailable is null;

    /// <summary>What is wrong and what to install, or <c>null</c> when nothing is.</summary>
    public static string? Problem => MediaNative.Unavailable;

    /// <summary>The version of OpenCV, such as <c>4.6.0</c>.</summary>
    /// <exception cref="MediaException">The library is absent.</exception>
    public static string OpenCvVersion
    {
        get
        {
            MediaNative.Require();
            return Marshal.PtrToStringUTF8(MediaNative.OpenCvVersion()) ?? "";
        }
    }
}
