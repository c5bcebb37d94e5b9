// The bridge between .NET and ATen: any operator through the dispatcher's boxed interface, and what a tensor library needs beside
// operators (metadata, autograd, generators). Every entry point is extern "C", catches every exception and returns 0 or an error code; the
// text of the last error of this thread is baron_last_error().

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/grad_mode.h>
#include <c10/core/DefaultDtype.h>
#include <c10/core/DeviceGuard.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/variable.h>
#include <torch/version.h>

#include <dlfcn.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "bridge.h"

namespace {

thread_local std::string last_error;
std::atomic<int64_t> live_handles{0};

void* wrap(at::Tensor tensor) { return baron_wrap(std::move(tensor)); }

template <typename F>
int32_t guarded(F&& body) noexcept {
  return baron_guarded(std::forward<F>(body));
}

at::Tensor& tensor(void* handle) { return baron_tensor(handle); }

// libtorch's optional: c10's own up to 2.1, std's later.
template <typename T>
struct OptionalTensorOf;
template <template <typename> class Optional, typename T>
struct OptionalTensorOf<Optional<T>> {
  using type = Optional<at::Tensor>;
};
using OptionalTensor = OptionalTensorOf<std::decay_t<decltype(std::declval<const c10::Argument&>().default_value())>>::type;

enum Tag : int32_t {
  kNone = 0,
  kTensor = 1,
  kInt = 2,
  kDouble = 3,
  kBool = 4,
  kIntList = 5,
  kTensorList = 6,
  kOptionalTensorList = 7,
  kScalarInt = 8,
  kScalarDouble = 9,
  kScalarBool = 10,
  kDtype = 11,
  kDevice = 12,
  kString = 13,
  kGenerator = 14,
  kDoubleList = 15,
  kUndefinedTensor = 16,
  kLayout = 17,
  kMemoryFormat = 18,
  kBoolList = 19,
};

c10::IValue load(const BaronValue& value) {
  switch (value.tag) {
    case kNone: return c10::IValue();
    case kTensor: return c10::IValue(tensor(value.p));
    case kUndefinedTensor: return c10::IValue(at::Tensor());
    case kInt: return c10::IValue(value.i);
    case kDouble: return c10::IValue(value.d);
    case kBool: return c10::IValue(value.i != 0);
    case kIntList: {
      auto data = static_cast<const int64_t*>(value.p);
      return c10::IValue(c10::List<int64_t>(c10::ArrayRef<int64_t>(data, value.n)));
    }
    case kDoubleList: {
      auto data = static_cast<const double*>(value.p);
      return c10::IValue(c10::List<double>(c10::ArrayRef<double>(data, value.n)));
    }
    case kBoolList: {
      c10::List<bool> list;
      auto data = static_cast<const uint8_t*>(value.p);
      for (int32_t i = 0; i < value.n; ++i) list.push_back(data[i] != 0);
      return c10::IValue(std::move(list));
    }
    case kTensorList: {
      c10::List<at::Tensor> list;
      list.reserve(value.n);
      auto data = static_cast<void* const*>(value.p);
      for (int32_t i = 0; i < value.n; ++i) list.push_back(tensor(data[i]));
      return c10::IValue(std::move(list));
    }
    case kOptionalTensorList: {
      c10::List<OptionalTensor> list;
      list.reserve(value.n);
      auto data = static_cast<void* const*>(value.p);
      for (int32_t i = 0; i < value.n; ++i) {
        list.push_back(data[i] ? OptionalTensor(tensor(data[i])) : OptionalTensor());
      }
      return c10::IValue(std::move(list));
    }
    case kScalarInt: return c10::IValue(at::Scalar(value.i));
    case kScalarDouble: return c10::IValue(at::Scalar(value.d));
    case kScalarBool: return c10::IValue(at::Scalar(value.i != 0));
    case kDtype: return c10::IValue(static_cast<int64_t>(value.i));
    case kLayout: return c10::IValue(static_cast<int64_t>(value.i));
    case kMemoryFormat: return c10::IValue(static_cast<int64_t>(value.i));
    case kDevice: {
      auto type = static_cast<c10::DeviceType>(value.n);
      return c10::IValue(c10::Device(type, static_cast<c10::DeviceIndex>(value.i)));
    }
    case kString: return c10::IValue(std::string(static_cast<const char*>(value.p), value.n));
    case kGenerator: return c10::IValue(*static_cast<at::Generator*>(value.p));
    default: throw std::runtime_error("baron_aten: unknown argument tag");
  }
}

// Results are appended to `out`; a tensor list becomes its elements.
void store(const c10::IValue& value, std::vector<BaronValue>& out) {
  BaronValue result{};
  if (value.isTensor()) {
    const auto& t = value.toTensor();
    if (t.defined()) {
      result.tag = kTensor;
      result.p = wrap(t);
    } else {
      result.tag = kNone;
    }
    out.push_back(result);
  } else if (value.isTensorList()) {
    for (const at::Tensor& t : value.toTensorVector()) {
      result.tag = kTensor;
      result.p = wrap(t);
      out.push_back(result);
    }
  } else if (value.isInt()) {
    result.tag = kInt;
    result.i = value.toInt();
    out.push_back(result);
  } else if (value.isDouble()) {
    result.tag = kDouble;
    result.d = value.toDouble();
    out.push_back(result);
  } else if (value.isBool()) {
    result.tag = kBool;
    result.i = value.toBool() ? 1 : 0;
    out.push_back(result);
  } else if (value.isScalar()) {
    auto scalar = value.toScalar();
    if (scalar.isFloatingPoint()) {
      result.tag = kDouble;
      result.d = scalar.toDouble();
    } else if (scalar.isBoolean()) {
      result.tag = kBool;
      result.i = scalar.toBool() ? 1 : 0;
    } else {
      result.tag = kInt;
      result.i = scalar.toLong();
    }
    out.push_back(result);
  } else if (value.isNone()) {
    result.tag = kNone;
    out.push_back(result);
  } else {
    throw std::runtime_error("baron_aten: the operator returned a value of an unsupported kind");
  }
}

}  // namespace

void* baron_wrap(at::Tensor tensor) {
  auto* handle = new at::Tensor(std::move(tensor));
  live_handles.fetch_add(1, std::memory_order_relaxed);
  return handle;
}

void baron_set_error(const char* text) noexcept {
  try {
    last_error = text;
  } catch (...) {
    last_error.clear();
  }
}

extern "C" {

BARON_API const char* baron_last_error() { return last_error.c_str(); }

BARON_API int64_t baron_live_handles() { return live_handles.load(); }

BARON_API const char* baron_torch_version() { return TORCH_VERSION; }

// The file that multiplies matrices for libtorch: what its reference to sgemm_ leads to, symbolic links resolved; or an empty string.
BARON_API const char* baron_blas_library() {
  static const std::string path = [] {
    Dl_info torch{};
    if (dladdr(reinterpret_cast<void*>(&at::get_num_threads), &torch) == 0 || torch.dli_fname == nullptr) return std::string();
    void* library = dlopen(torch.dli_fname, RTLD_LAZY | RTLD_NOLOAD);
    void* symbol = library != nullptr ? dlsym(library, "sgemm_") : nullptr;
    Dl_info blas{};
    std::string found;
    if (symbol != nullptr && dladdr(symbol, &blas) != 0 && blas.dli_fname != nullptr) {
      char* real = realpath(blas.dli_fname, nullptr);
      found = real != nullptr ? real : blas.dli_fname;
      free(real);
    }
    if (library != nullptr) dlclose(library);
    return found;
  }();
  return path.c_str();
}

// ---- operators

BARON_API int32_t baron_op_find(const char* name, const char* overload, void** out) {
  return guarded([&] {
    auto handle = c10::Dispatcher::singleton().findSchemaOrThrow(name, overload);
    *out = new c10::OperatorHandle(handle);
  });
}

BARON_API int32_t baron_op_exists(const char* name, const char* overload) {
  try {
    return c10::Dispatcher::singleton().findSchema({name, overload}).has_value() ? 1 : 0;
  } catch (...) {
    return 0;
  }
}

// The number of declared arguments; missing trailing arguments of a call take their defaults.
BARON_API int32_t baron_op_call(void* op, const BaronValue* args, int32_t count, BaronValue* results, int32_t capacity, int32_t* produced,
                                BaronValue** overflow) {
  return guarded([&] {
    auto& handle = *static_cast<c10::OperatorHandle*>(op);
    const auto& declared = handle.schema().arguments();
    torch::jit::Stack stack;
    stack.reserve(declared.size());
    if (static_cast<size_t>(count) > declared.size()) throw std::runtime_error("baron_aten: too many arguments for " + handle.schema().name());
    for (int32_t i = 0; i < count; ++i) stack.push_back(load(args[i]));
    for (size_t i = count; i < declared.size(); ++i) {
      if (declared[i].default_value().has_value()) {
        stack.push_back(*declared[i].default_value());
      } else if (declared[i].type()->kind() == c10::TypeKind::OptionalType) {
        stack.emplace_back();
      } else {
        throw std::runtime_error("baron_aten: " + handle.schema().name() + " needs an argument '" + declared[i].name() + "'");
      }
    }
    handle.callBoxed(&stack);
    // Nearly always one tensor: no vector then.
    if (stack.size() == 1 && stack[0].isTensor() && capacity >= 1) {
      auto t = std::move(stack[0]).toTensor();
      results[0] = BaronValue{};
      if (t.defined()) {
        results[0].tag = kTensor;
        results[0].p = wrap(std::move(t));
      }
      *produced = 1;
      return;
    }
    std::vector<BaronValue> out;
    for (const auto& value : stack) store(value, out);
    *produced = static_cast<int32_t>(out.size());
    if (static_cast<int32_t>(out.size()) <= capacity) {
      std::copy(out.begin(), out.end(), results);
    } else {
      auto* more = new BaronValue[out.size()];
      std::copy(out.begin(), out.end(), more);
      *overflow = more;
    }
  });
}

BARON_API void baron_values_free(BaronValue* values) { delete[] values; }

// ---- tensors

BARON_API void baron_tensor_free(void* handle) {
  if (handle != nullptr) {
    live_handles.fetch_sub(1, std::memory_order_relaxed);
    delete static_cast<at::Tensor*>(handle);
  }
}

BARON_API void* baron_tensor_alias(void* handle) { return wrap(tensor(handle)); }

// ints: dtype, device type, device index, requires_grad, is_leaf, is_contiguous, numel, is_sparse
BARON_API int32_t baron_tensor_info(void* handle, int64_t* info) {
  return guarded([&] {
    const auto& t = tensor(handle);
    info[0] = static_cast<int64_t>(t.scalar_type());
    info[1] = static_cast<int64_t>(t.device().type());
    info[2] = t.device().has_index() ? t.device().index() : -1;
    info[3] = t.requires_grad() ? 1 : 0;
    info[4] = t.is_leaf() ? 1 : 0;
    info[5] = t.is_contiguous() ? 1 : 0;
    info[6] = t.numel();
    info[7] = t.is_sparse() ? 1 : 0;
  });
}

BARON_API int64_t baron_tensor_dim(void* handle) { return tensor(handle).dim(); }
BARON_API int64_t baron_tensor_numel(void* handle) { return tensor(handle).numel(); }
BARON_API int32_t baron_tensor_dtype(void* handle) { return static_cast<int32_t>(tensor(handle).scalar_type()); }
BARON_API int32_t baron_tensor_requires_grad(void* handle) { return tensor(handle).requires_grad() ? 1 : 0; }

BARON_API int32_t baron_tensor_sizes(void* handle, int64_t* sizes, int64_t* strides) {
  return guarded([&] {
    const auto& t = tensor(handle);
    auto s = t.sizes();
    std::copy(s.begin(), s.end(), sizes);
    if (strides != nullptr) {
      auto st = t.strides();
      std::copy(st.begin(), st.end(), strides);
    }
  });
}

BARON_API int32_t baron_tensor_data(void* handle, void** data) {
  return guarded([&] { *data = tensor(handle).data_ptr(); });
}

BARON_API int32_t baron_tensor_storage_offset(void* handle, int64_t* offset) {
  return guarded([&] { *offset = tensor(handle).storage_offset(); });
}

// A CPU tensor with a copy of the data.
BARON_API int32_t baron_tensor_from_data(const void* data, int64_t bytes, int32_t dtype, const int64_t* sizes, int32_t ndim, void** out) {
  return guarded([&] {
    at::AutoDispatchBelowADInplaceOrView guard;
    auto t = at::empty(c10::IntArrayRef(sizes, ndim), at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype)));
    if (static_cast<int64_t>(t.nbytes()) != bytes) throw std::runtime_error("the data has " + std::to_string(bytes) + " bytes, the shape needs " + std::to_string(t.nbytes()));
    if (bytes > 0) std::memcpy(t.data_ptr(), data, bytes);
    *out = wrap(std::move(t));
  });
}

BARON_API int32_t baron_tensor_item(void* handle, int32_t* kind, int64_t* integer, double* real) {
  return guarded([&] {
    auto scalar = tensor(handle).item();
    if (scalar.isFloatingPoint()) {
      *kind = 1;
      *real = scalar.toDouble();
    } else if (scalar.isBoolean()) {
      *kind = 2;
      *integer = scalar.toBool() ? 1 : 0;
    } else {
      *kind = 0;
      *integer = scalar.toLong();
    }
  });
}

BARON_API int32_t baron_tensor_set_requires_grad(void* handle, int32_t value) {
  return guarded([&] { tensor(handle).set_requires_grad(value != 0); });
}

BARON_API int32_t baron_tensor_grad(void* handle, void** out) {
  return guarded([&] {
    const auto& grad = tensor(handle).grad();
    *out = grad.defined() ? wrap(grad) : nullptr;
  });
}

BARON_API int32_t baron_tensor_set_grad(void* handle, void* grad) {
  return guarded([&] { tensor(handle).mutable_grad() = grad != nullptr ? tensor(grad) : at::Tensor(); });
}

BARON_API int32_t baron_tensor_set_data(void* handle, void* source) {
  return guarded([&] { tensor(handle).set_data(tensor(source)); });
}

BARON_API int32_t baron_tensor_retain_grad(void* handle) {
  return guarded([&] { tensor(handle).retain_grad(); });
}

BARON_API int32_t baron_tensor_backward(void** handles, void** grads, int32_t count, int32_t retain, int32_t create) {
  return guarded([&] {
    std::vector<at::Tensor> roots, gradients;
    for (int32_t i = 0; i < count; ++i) {
      roots.push_back(tensor(handles[i]));
      if (grads != nullptr) gradients.push_back(grads[i] != nullptr ? tensor(grads[i]) : at::Tensor());
    }
    torch::autograd::backward(roots, gradients, retain != 0, create != 0);
  });
}

BARON_API int32_t baron_autograd_grad(void** outputs, int32_t output_count, void** inputs, int32_t input_count, void** grads, int32_t grad_count,
                                      int32_t retain, int32_t create, int32_t allow_unused, void** results) {
  return guarded([&] {
    std::vector<at::Tensor> outs, ins, gs;
    for (int32_t i = 0; i < output_count; ++i) outs.push_back(tensor(outputs[i]));
    for (int32_t i = 0; i < input_count; ++i) ins.push_back(tensor(inputs[i]));
    for (int32_t i = 0; i < grad_count; ++i) gs.push_back(grads[i] != nullptr ? tensor(grads[i]) : at::Tensor());
    auto found = torch::autograd::grad(outs, ins, gs, retain != 0, create != 0, allow_unused != 0);
    for (size_t i = 0; i < found.size(); ++i) results[i] = found[i].defined() ? wrap(found[i]) : nullptr;
  });
}

// ---- modes, threads, devices

BARON_API int32_t baron_grad_enabled() { return at::GradMode::is_enabled() ? 1 : 0; }
BARON_API void baron_set_grad_enabled(int32_t value) { at::GradMode::set_enabled(value != 0); }

BARON_API int32_t baron_get_num_threads() { return at::get_num_threads(); }
BARON_API int32_t baron_set_num_threads(int32_t count) {
  return guarded([&] { at::set_num_threads(count); });
}
BARON_API int32_t baron_get_num_interop_threads() { return static_cast<int32_t>(at::get_num_interop_threads()); }
BARON_API int32_t baron_set_num_interop_threads(int32_t count) {
  return guarded([&] { at::set_num_interop_threads(count); });
}

// Through the device guard, whose interface is the same in all versions of libtorch.
BARON_API int32_t baron_cuda_device_count() {
  try {
    return c10::impl::hasDeviceGuardImpl(c10::DeviceType::CUDA) ? static_cast<int32_t>(c10::impl::getDeviceGuardImpl(c10::DeviceType::CUDA)->deviceCount()) : 0;
  } catch (...) {
    return 0;
  }
}

// Waits for the current stream.
BARON_API int32_t baron_cuda_synchronize(int32_t index) {
  return guarded([&] {
    if (!c10::impl::hasDeviceGuardImpl(c10::DeviceType::CUDA)) return;
    const auto* guard = c10::impl::getDeviceGuardImpl(c10::DeviceType::CUDA);
    const auto device = index < 0 ? guard->getDevice() : c10::Device(c10::DeviceType::CUDA, static_cast<c10::DeviceIndex>(index));
    guard->synchronizeStream(guard->getStream(device));
  });
}

BARON_API int32_t baron_get_deterministic() { return at::globalContext().deterministicAlgorithms() ? 1 : 0; }
BARON_API int32_t baron_set_deterministic(int32_t value, int32_t warn_only) {
  return guarded([&] { at::globalContext().setDeterministicAlgorithms(value != 0, warn_only != 0); });
}

BARON_API int32_t baron_set_default_dtype(int32_t dtype) {
  return guarded([&] { c10::set_default_dtype(c10::scalarTypeToTypeMeta(static_cast<at::ScalarType>(dtype))); });
}

// ---- random generators

BARON_API int32_t baron_manual_seed(int64_t seed) {
  return guarded([&] { at::manual_seed(static_cast<uint64_t>(seed)); });
}

BARON_API int32_t baron_generator_new(uint64_t seed, int32_t device_type, int32_t device_index, void** out) {
  return guarded([&] {
    at::Generator generator;
    if (static_cast<c10::DeviceType>(device_type) == c10::DeviceType::CPU) {
      generator = at::detail::createCPUGenerator(seed);
    } else {
      generator = at::globalContext()
                      .defaultGenerator(c10::Device(static_cast<c10::DeviceType>(device_type), static_cast<c10::DeviceIndex>(device_index)))
                      .clone();
      generator.set_current_seed(seed);
    }
    *out = new at::Generator(generator);
  });
}

BARON_API int32_t baron_generator_default(int32_t device_type, int32_t device_index, void** out) {
  return guarded([&] {
    *out = new at::Generator(
        at::globalContext().defaultGenerator(c10::Device(static_cast<c10::DeviceType>(device_type), static_cast<c10::DeviceIndex>(device_index))));
  });
}

BARON_API void baron_generator_free(void* generator) { delete static_cast<at::Generator*>(generator); }

BARON_API int32_t baron_generator_seed(void* generator, uint64_t* seed) {
  return guarded([&] { *seed = static_cast<at::Generator*>(generator)->current_seed(); });
}

BARON_API int32_t baron_generator_set_seed(void* generator, uint64_t seed) {
  return guarded([&] { static_cast<at::Generator*>(generator)->set_current_seed(seed); });
}

BARON_API int32_t baron_generator_get_state(void* generator, void** out) {
  return guarded([&] {
    auto& g = *static_cast<at::Generator*>(generator);
    std::lock_guard<std::mutex> lock(g.mutex());
    *out = wrap(g.get_state());
  });
}

BARON_API int32_t baron_generator_set_state(void* generator, void* state) {
  return guarded([&] {
    auto& g = *static_cast<at::Generator*>(generator);
    std::lock_guard<std::mutex> lock(g.mutex());
    g.set_state(tensor(state));
  });
}

}  // extern "C"
