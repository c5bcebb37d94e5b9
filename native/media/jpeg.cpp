#include "media.h"

#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <memory>
#include <stdexcept>

extern "C" {
#include <jpeglib.h>
// After jpeglib.h: its message numbers depend on how the library was configured.
#include <jerror.h>
}

namespace baron {
namespace {

struct ErrorManager {
  jpeg_error_mgr base;
  jmp_buf jump;
  char message[JMSG_LENGTH_MAX];
  bool damaged;      // samples had to be invented
  bool ended_early;  // the file stops before its end marker
};

[[noreturn]] void on_error(j_common_ptr info) {
  auto* errors = reinterpret_cast<ErrorManager*>(info->err);
  errors->base.format_message(info, errors->message);
  longjmp(errors->jump, 1);
}

// Which warnings mean that pixels are not what the camera saw. Stray bytes between segments and a lost end marker after
// complete data do no harm, and files with them are common.
void on_message(j_common_ptr info, int level) {
  if (level >= 0) {
    return;
  }
  auto* errors = reinterpret_cast<ErrorManager*>(info->err);
  errors->base.num_warnings++;
  switch (errors->base.msg_code) {
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_MUST_RESYNC:
      if (!errors->damaged) {
        errors->base.format_message(info, errors->message);
      }
      errors->damaged = true;
      break;
    case JWRN_JPEG_EOF:
      errors->ended_early = true;
      break;
    default:
      break;
  }
}

void on_output(j_common_ptr) {}

// Reads the orientation tag (0x0112) of the first directory of an EXIF block; 1 when there is none.
int exif_orientation(const uint8_t* data, size_t length) {
  if (length < 14 || std::memcmp(data, "Exif\0\0", 6) != 0) {
    return 1;
  }
  const uint8_t* tiff = data + 6;
  const size_t size = length - 6;
  bool little;
  if (tiff[0] == 'I' && tiff[1] == 'I') {
    little = true;
  } else if (tiff[0] == 'M' && tiff[1] == 'M') {
    little = false;
  } else {
    return 1;
  }
  auto u16 = [&](size_t at) -> uint32_t {
    return little ? tiff[at] | (tiff[at + 1] << 8) : (tiff[at] << 8) | tiff[at + 1];
  };
  auto u32 = [&](size_t at) -> uint64_t {
    return little ? u16(at) | (uint64_t(u16(at + 2)) << 16) : (uint64_t(u16(at)) << 16) | u16(at + 2);
  };
  if (u16(2) != 42) {
    return 1;
  }
  const uint64_t directory = u32(4);
  if (directory + 2 > size) {
    return 1;
  }
  const uint32_t entries = u16(directory);
  for (uint32_t i = 0; i < entries; i++) {
    const uint64_t at = directory + 2 + uint64_t(i) * 12;
    if (at + 12 > size) {
      return 1;
    }
    if (u16(at) == 0x0112) {
      const uint32_t value = u16(at + 8);
      return value >= 1 && value <= 8 ? int(value) : 1;
    }
  }
  return 1;
}

class JpegDecoder final : public Decoder {
 public:
  JpegDecoder(const uint8_t* bytes, int64_t length, bool ignore_orientation) {
    std::memset(&info_, 0, sizeof(info_));
    std::memset(&errors_, 0, sizeof(errors_));
    info_.err = jpeg_std_error(&errors_.base);
    errors_.base.error_exit = on_error;
    errors_.base.emit_message = on_message;
    errors_.base.output_message = on_output;
    if (setjmp(errors_.jump)) {
      jpeg_destroy_decompress(&info_);
      throw std::runtime_error(errors_.message);
    }
    jpeg_create_decompress(&info_);
    jpeg_save_markers(&info_, JPEG_APP0 + 1, 0xffff);
    jpeg_mem_src(&info_, const_cast<uint8_t*>(bytes), static_cast<unsigned long>(length));
    jpeg_read_header(&info_, TRUE);
    int64_t zeros = 0;
    while (zeros < 64 && zeros < length && bytes[length - 1 - zeros] == 0) {
      zeros++;
    }
    ends_in_zeros_ = zeros >= 16;
    orientation_ = 1;
    if (!ignore_orientation) {
      for (auto* marker = info_.marker_list; marker != nullptr && orientation_ == 1; marker = marker->next) {
        if (marker->marker == JPEG_APP0 + 1) {
          orientation_ = exif_orientation(marker->data, marker->data_length);
        }
      }
    }
    raw_height_ = int32_t(info_.image_height);
    raw_width_ = int32_t(info_.image_width);
    const bool turned = orientation_ >= 5;
    height = turned ? raw_width_ : raw_height_;
    width = turned ? raw_height_ : raw_width_;
  }

  ~JpegDecoder() override { jpeg_destroy_decompress(&info_); }

  void read(uint8_t* destination) override {
    if (orientation_ == 1) {
      decode(destination);
      return;
    }
    cv::Mat image(raw_height_, raw_width_, CV_8UC3);
    decode(image.data);
    apply_orientation(image, orientation_);
    cv::Mat target = wrap(destination, height, width, 3);
    image.copyTo(target);
  }

 private:
  // No object with a destructor may live here: libjpeg leaves by longjmp.
  void decode(uint8_t* destination) {
    if (info_.num_components == 4) {
      line_ = new uint8_t[size_t(raw_width_) * 4];
    }
    if (setjmp(errors_.jump)) {
      delete[] line_;
      line_ = nullptr;
      throw std::runtime_error(errors_.message);
    }
    info_.out_color_space = line_ != nullptr ? JCS_CMYK : JCS_EXT_BGR;
    jpeg_start_decompress(&info_);
    const size_t step = size_t(raw_width_) * 3;
    while (info_.output_scanline < info_.output_height) {
      uint8_t* row = destination + step * info_.output_scanline;
      JSAMPROW target = line_ != nullptr ? line_ : row;
      if (jpeg_read_scanlines(&info_, &target, 1) == 0) {
        errors_.damaged = true;
        std::strcpy(errors_.message, "the data ends early");
        break;
      }
      if (line_ != nullptr) {
        for (int32_t x = 0; x < raw_width_; x++) {
          // The usual inverted CMYK of Adobe's programs, in integers as OpenCV does it.
          const int k = line_[x * 4 + 3];
          for (int c = 0; c < 3; c++) {
            row[x * 3 + c] = uint8_t(k - ((255 - line_[x * 4 + 2 - c]) * k >> 8));
          }
        }
      }
    }
    delete[] line_;
    line_ = nullptr;
    const bool several_scans = jpeg_has_multiple_scans(&info_) != 0;
    if (errors_.damaged) {
      jpeg_abort_decompress(&info_);
    } else {
      jpeg_finish_decompress(&info_);
    }
    // In a file of several scans every scan refines the whole picture: one that is missing shows nowhere else. And a download
    // that stopped may be filled up with zeros, which decode as well as anything; the end marker is what they lack.
    const bool incomplete = errors_.ended_early && (several_scans || ends_in_zeros_);
    if (errors_.damaged || incomplete) {
      throw std::runtime_error(errors_.ended_early ? "the file is truncated" : std::string("the file is damaged: ") + errors_.message);
    }
  }

  jpeg_decompress_struct info_;
  ErrorManager errors_;
  uint8_t* line_ = nullptr;
  bool ends_in_zeros_;
  int orientation_;
  int32_t raw_height_;
  int32_t raw_width_;
};

}  // namespace

bool is_jpeg(const uint8_t* bytes, int64_t length) {
  return length >= 3 && bytes[0] == 0xff && bytes[1] == 0xd8 && bytes[2] == 0xff;
}

Decoder* open_jpeg(const uint8_t* bytes, int64_t length, bool ignore_orientation) {
  return new JpegDecoder(bytes, length, ignore_orientation);
}

}  // namespace baron
