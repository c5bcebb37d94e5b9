using System.Runtime.InteropServices;

namespace Baron.Media;

/// <summary>The C interface of native/media.</summary>
internal static unsafe partial class MediaNative
{
    private const string Library = "baron_media";
    private const int Abi = 2;

    private static readonly Lazy<string?> Problem = new(Initialize);

    /// <summary>Why the library cannot be used, or <c>null</c> when it can.</summary>
    internal static string? Unavailable => Problem.Value;

    /// <summary>Throws a readable error when the library is absent.</summary>
    /// <exception cref="MediaException">It is.</exception>
    internal static void Require()
    {
        if (Problem.Value is { } problem)
        {
            throw new MediaException(problem);
        }
    }

    /// <summary>Throws the library's error when a call failed.</summary>
    /// <param name="result">What the call returned.</param>
    /// <exception cref="MediaException">The call failed.</exception>
    internal static void Check(int result)
    {
        if (result != 0)
        {
            throw new MediaException(Marshal.PtrToStringUTF8(LastError()) ?? "unknown native error");
        }
    }

    [LibraryImport(Library, EntryPoint = "baron_media_last_error")]
    internal static partial nint LastError();

    [LibraryImport(Library, EntryPoint = "baron_media_opencv_version")]
    internal static partial nint OpenCvVersion();

    [LibraryImport(Library, EntryPoint = "baron_media_decoder_open")]
    internal static partial int DecoderOpen(byte* bytes, long length, int ignoreOrientation, out nint decoder, out int height, out int width);

    [LibraryImport(Library, EntryPoint = "baron_media_decoder_read")]
    internal static partial int DecoderRead(nint decoder, byte* destination);

    [LibraryImport(Library, EntryPoint = "baron_media_decoder_close")]
    internal static partial void DecoderClose(nint decoder);

    [LibraryImport(Library, EntryPoint = "baron_media_encode", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Encode(string ending, byte* pixels, int height, int width, int channels, int quality, out nint buffer, out byte* data, out long length);

    [LibraryImport(Library, EntryPoint = "baron_media_buffer_free")]
    internal static partial void BufferFree(nint buffer);

    [LibraryImport(Library, EntryPoint = "baron_media_resize_u8")]
    internal static partial int Resize(byte* source, int height, int width, int channels, byte* destination, int newHeight, int newWidth, int interpolation);

    [LibraryImport(Library, EntryPoint = "baron_media_resize_f32")]
    internal static partial int ResizeFloat(float* source, int height, int width, int channels, float* destination, int newHeight, int newWidth, int interpolation);

    [LibraryImport(Library, EntryPoint = "baron_media_flip")]
    internal static partial int Flip(byte* source, int height, int width, int channels, byte* destination, int code);

    [LibraryImport(Library, EntryPoint = "baron_media_erode")]
    internal static partial int Erode(byte* source, int height, int width, byte* destination, int kernel);

    [LibraryImport(Library, EntryPoint = "baron_media_to_planes")]
    internal static partial int ToPlanes(byte* source, int height, int width, byte* destination, int swap);

    [LibraryImport(Library, EntryPoint = "baron_media_normalize")]
    internal static partial int Normalize(void* source, int isFloat, int height, int width, float* destination, int outHeight, int outWidth, float* mean, float* std, int swap, float pad);

    [LibraryImport(Library, EntryPoint = "baron_media_resize_planes")]
    internal static partial int ResizePlanes(byte* source, int height, int width, byte* destination, int newHeight, int newWidth, int mirror, int swap);

    [LibraryImport(Library, EntryPoint = "baron_media_resize_normalize")]
    internal static partial int ResizeNormalize(byte* source, int height, int width, int newHeight, int newWidth, int mirror, float* destination, int outHeight, int outWidth, float* mean, float* std, int swap, float pad);

    [LibraryImport(Library, EntryPoint = "baron_media_photometric")]
    internal static partial int Photometric(float* pixels, int height, int width, double brightness, double contrast, int contrastFirst, double saturation, double hue);

    [LibraryImport(Library, EntryPoint = "baron_media_rectangle")]
    internal static partial int Rectangle(byte* pixels, int height, int width, int channels, int x1, int y1, int x2, int y2, double* color, int thickness, int line);

    [LibraryImport(Library, EntryPoint = "baron_media_line")]
    internal static partial int Line(byte* pixels, int height, int width, int channels, int x1, int y1, int x2, int y2, double* color, int thickness, int line);

    [LibraryImport(Library, EntryPoint = "baron_media_text", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Text(byte* pixels, int height, int width, int channels, string text, int x, int y, double scale, double* color, int thickness, int line);

    [LibraryImport(Library, EntryPoint = "baron_media_text_size", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int TextSize(string text, double scale, int thickness, out int width, out int height, out int below);

    [LibraryImport(Library, EntryPoint = "baron_media_fill_poly")]
    internal static partial int FillPoly(byte* pixels, int height, int width, int channels, int* points, int* counts, int contours, double* color, int line, int shift);

    [LibraryImport(Library, EntryPoint = "baron_media_polylines")]
    internal static partial int Polylines(byte* pixels, int height, int width, int channels, int* points, int* counts, int contours, int closed, double* color, int thickness, int line, int shift);

    [LibraryImport(Library, EntryPoint = "baron_media_overlay")]
    internal static partial int Overlay(byte* pixels, int height, int width, int channels, byte* mask, double* color, double alpha);

    [LibraryImport(Library, EntryPoint = "baron_media_video_open", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int VideoOpen(string path, out nint reader, out int height, out int width, out double fps, out long count);

    [LibraryImport(Library, EntryPoint = "baron_media_video_read")]
    internal static partial int VideoRead(nint reader, byte* destination, out int read);

    [LibraryImport(Library, EntryPoint = "baron_media_video_close")]
    internal static partial void VideoClose(nint reader);

    [LibraryImport(Library, EntryPoint = "baron_media_writer_open", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int WriterOpen(string path, string code, double fps, int height, int width, out nint writer);

    [LibraryImport(Library, EntryPoint = "baron_media_writer_write")]
    internal static partial int WriterWrite(nint writer, byte* pixels, int height, int width);

    [LibraryImport(Library, EntryPoint = "baron_media_writer_close")]
    internal static partial int WriterClose(nint writer);

    [LibraryImport(Library, EntryPoint = "baron_media_abi")]
    private static partial int AbiVersion();

    [LibraryImport(Library, EntryPoint = "baron_media_initialize")]
    private static partial int InitializeLibrary();

    private static string? Initialize()
    {
        try
        {
            var abi = AbiVersion();
            if (abi != Abi)
            {
                return $"The native media library is of another build (interface {abi}, expected {Abi}): rebuild it with 'dotnet build Baron.sln'.";
            }

            Check(InitializeLibrary());
            return null;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            var cause = e.Message.Split('\n')[0].Trim();
            return "Pictures cannot be read: the native library baron_media is missing or does not load (" + cause + "). Install OpenCV with "
                + "'apt-get install -y libopencv-core-dev libopencv-imgproc-dev libopencv-imgcodecs-dev libopencv-videoio-dev libjpeg-dev' "
                + "and build again with 'dotnet build Baron.sln'.";
        }
    }
}
