#include "media.h"

#include <cstring>
#include <memory>
#include <stdexcept>
#include <vector>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

namespace baron {

void apply_orientation(cv::Mat& image, int orientation) {
  switch (orientation) {
    case 2: cv::flip(image, image, 1); break;
    case 3: cv::flip(image, image, -1); break;
    case 4: cv::flip(image, image, 0); break;
    case 5: cv::transpose(image, image); break;
    case 6: cv::transpose(image, image); cv::flip(image, image, 1); break;
    case 7: cv::transpose(image, image); cv::flip(image, image, -1); break;
    case 8: cv::transpose(image, image); cv::flip(image, image, 0); break;
    default: break;
  }
}

namespace {

uint32_t big_endian(const uint8_t* at) {
  return (uint32_t(at[0]) << 24) | (uint32_t(at[1]) << 16) | (uint32_t(at[2]) << 8) | at[3];
}

// The check sum of PNG and zip files, polynomial 0xedb88320.
uint32_t check_sum(const uint8_t* data, size_t length) {
  static const std::vector<uint32_t> table = [] {
    std::vector<uint32_t> values(256);
    for (uint32_t i = 0; i < 256; i++) {
      uint32_t value = i;
      for (int bit = 0; bit < 8; bit++) {
        value = (value >> 1) ^ (value & 1 ? 0xedb88320u : 0u);
      }
      values[i] = value;
    }
    return values;
  }();
  uint32_t sum = 0xffffffffu;
  for (size_t i = 0; i < length; i++) {
    sum = table[(sum ^ data[i]) & 0xff] ^ (sum >> 8);
  }
  return ~sum;
}

// Checks a PNG's chunks and leaves out the optional ones: libpng writes what it thinks of them to standard error.
std::vector<uint8_t> clean_png(const uint8_t* bytes, size_t length) {
  std::vector<uint8_t> clean(bytes, bytes + 8);
  for (size_t at = 8;;) {
    if (length < at + 12 || big_endian(bytes + at) > length - at - 12) {
      throw std::runtime_error("the file is truncated");
    }
    const size_t size = big_endian(bytes + at);
    const std::string type(reinterpret_cast<const char*>(bytes + at + 4), 4);
    const bool optional = (bytes[at + 4] & 0x20) != 0;
    if (!optional || type == "eXIf") {
      if (check_sum(bytes + at + 4, size + 4) != big_endian(bytes + at + 8 + size)) {
        throw std::runtime_error("the file is damaged: a check sum is wrong");
      }
      clean.insert(clean.end(), bytes + at, bytes + at + size + 12);
    }
    if (type == "IEND") {
      return clean;
    }
    at += size + 12;
  }
}

// Everything but JPEG: OpenCV refuses truncated files of these formats by itself.
class OpenCvDecoder final : public Decoder {
 public:
  OpenCvDecoder(const uint8_t* bytes, int64_t length, bool ignore_orientation) {
    std::vector<uint8_t> clean;
    if (length >= 8 && std::memcmp(bytes, "\x89PNG\r\n\x1a\n", 8) == 0) {
      clean = clean_png(bytes, size_t(length));
      bytes = clean.data();
      length = int64_t(clean.size());
    }
    const cv::Mat source(1, int(length), CV_8UC1, const_cast<uint8_t*>(bytes));
    const int flags = cv::IMREAD_COLOR | (ignore_orientation ? cv::IMREAD_IGNORE_ORIENTATION : 0);
    {
      const Quiet quiet;
      try {
        image_ = cv::imdecode(source, flags);
      } catch (const cv::Exception& e) {
        // The limits are macros of OpenCV, which mean nothing to the reader of a message.
        if (e.err.find("CV_IO_MAX_IMAGE") != std::string::npos) {
          throw std::runtime_error("the picture has more than 2^30 pixels or a side of more than 2^20");
        }
        throw;
      }
    }
    if (image_.empty()) {
      throw std::runtime_error(known_format(bytes, length)
                                   ? "the file is truncated or damaged"
                                   : "the file is not a picture of a known format (jpeg, png, bmp, webp, tiff, jpeg 2000, ppm)");
    }
    height = image_.rows;
    width = image_.cols;
  }

  void read(uint8_t* destination) override {
    cv::Mat target = wrap(destination, height, width, 3);
    image_.copyTo(target);
  }

 private:
  static bool known_format(const uint8_t* bytes, int64_t length) {
    auto starts = [&](const char* text, int64_t count) { return length >= count && std::memcmp(bytes, text, size_t(count)) == 0; };
    return starts("\x89PNG", 4) || starts("BM", 2) || starts("RIFF", 4) || starts("II*\0", 4) || starts("MM\0*", 4) ||
           starts("\0\0\0\x0cjP", 6) || (length > 2 && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '7');
  }

  cv::Mat image_;
};

}  // namespace
}  // namespace baron

// Reads a picture's header (formats other than JPEG are decoded at once). The bytes must stay until the decoder is closed.
BARON_EXPORT int32_t baron_media_decoder_open(const uint8_t* bytes, int64_t length, int32_t ignore_orientation, void** decoder,
                                              int32_t* height, int32_t* width) {
  *decoder = nullptr;
  return baron::guarded([&] {
    if (length == 0) {
      throw std::runtime_error("the file is empty");
    }
    if (length > INT32_MAX) {
      throw std::runtime_error("the file is larger than 2 GB");
    }
    std::unique_ptr<baron::Decoder> opened(baron::is_jpeg(bytes, length)
                                               ? baron::open_jpeg(bytes, length, ignore_orientation != 0)
                                               : new baron::OpenCvDecoder(bytes, length, ignore_orientation != 0));
    if (int64_t(opened->height) * opened->width > baron::max_pixels) {
      throw std::runtime_error("the picture has more than 2^30 pixels");
    }
    *height = opened->height;
    *width = opened->width;
    *decoder = opened.release();
  });
}

BARON_EXPORT int32_t baron_media_decoder_read(void* decoder, uint8_t* destination) {
  return baron::guarded([&] { static_cast<baron::Decoder*>(decoder)->read(destination); });
}

BARON_EXPORT void baron_media_decoder_close(void* decoder) { delete static_cast<baron::Decoder*>(decoder); }

// Encodes to a format named by a file ending such as ".jpg"; quality 1 to 100 (jpeg, webp) or -1 for the format's default.
BARON_EXPORT int32_t baron_media_encode(const char* ending, const uint8_t* pixels, int32_t height, int32_t width, int32_t channels,
                                        int32_t quality, void** buffer, const uint8_t** data, int64_t* length) {
  *buffer = nullptr;
  return baron::guarded([&] {
    std::vector<int> options;
    const std::string name(ending);
    if (quality >= 0 && (name == ".jpg" || name == ".jpeg")) {
      options = {cv::IMWRITE_JPEG_QUALITY, quality};
    } else if (quality >= 0 && name == ".webp") {
      options = {cv::IMWRITE_WEBP_QUALITY, quality};
    }
    auto encoded = std::make_unique<std::vector<uint8_t>>();
    if (!cv::imencode(name, baron::wrap(pixels, height, width, channels), *encoded, options)) {
      throw std::runtime_error("the picture could not be encoded as " + name);
    }
    *data = encoded->data();
    *length = int64_t(encoded->size());
    *buffer = encoded.release();
  });
}

BARON_EXPORT void baron_media_buffer_free(void* buffer) { delete static_cast<std::vector<uint8_t>*>(buffer); }
