namespace TorchSharp;

public static partial class torch
{
    // Functions that are methods of their first argument.
    public static Tensor abs(Tensor input) =>
        input.abs();

    public static Tensor abs_(Tensor input) =>
        input.abs_();

    public static Tensor absolute(Tensor input) =>
        input.absolute();

    public static Tensor absolute_(Tensor input) =>
        input.absolute_();

    public static Tensor acos(Tensor input) =>
        input.acos();

    public static Tensor acos_(Tensor input) =>
        input.acos_();

    public static Tensor acosh(Tensor input) =>
        input.acosh();

    public static Tensor acosh_(Tensor input) =>
        input.acosh_();

    public static Tensor add(Tensor left, Tensor right) =>
        left.add(right);

    public static Tensor add(Tensor left, Scalar right) =>
        left.add(right);

    public static Tensor add(Tensor left, Tensor right, Scalar alpha) =>
        left.add(right, alpha);

    public static Tensor add(Tensor left, Scalar right, Scalar alpha) =>
        left.add(right, alpha);

    public static Tensor add_(Tensor left, Tensor right) =>
        left.add_(right);

    public static Tensor add_(Tensor left, Scalar right) =>
        left.add_(right);

    public static Tensor add_(Tensor left, Tensor right, Scalar alpha) =>
        left.add_(right, alpha);

    public static Tensor addcdiv(Tensor input, Tensor tensor1, Tensor tensor2, Scalar value) =>
        input.addcdiv(tensor1, tensor2, value);

    public static Tensor addcdiv_(Tensor input, Tensor tensor1, Tensor tensor2, Scalar value) =>
        input.addcdiv_(tensor1, tensor2, value);

    public static Tensor addcmul(Tensor input, Tensor tensor1, Tensor tensor2, Scalar value) =>
        input.addcmul(tensor1, tensor2, value);

    public static Tensor addcmul_(Tensor input, Tensor tensor1, Tensor tensor2, Scalar value) =>
        input.addcmul_(tensor1, tensor2, value);

    public static Tensor addmm(Tensor input, Tensor mat1, Tensor mat2, float beta, float alpha) =>
        input.addmm(mat1, mat2, beta, alpha);

    public static Tensor adjoint(Tensor input) =>
        input.adjoint();

    public static Tensor all(Tensor input) =>
        input.all();

    public static Tensor all(Tensor input, long dim, bool keepdim = false) =>
        input.all(dim, keepdim);

    public static bool allclose(Tensor tensor, Tensor target, double rtol = 1E-05, double atol = 1E-08, bool equal_nan = false) =>
        tensor.allclose(target, rtol, atol, equal_nan);

    public static Tensor amax(Tensor input, long[] dims) =>
        input.amax(dims);

    public static (Tensor, Tensor) aminmax(Tensor input, long? dim = null, bool keepdim = false) =>
        input.aminmax(dim, keepdim);

    public static Tensor angle(Tensor input) =>
        input.angle();

    public static Tensor any(Tensor input) =>
        input.any();

    public static Tensor any(Tensor input, long dim, bool keepdim = false) =>
        input.any(dim, keepdim);

    public static Tensor arccos(Tensor input) =>
        input.arccos();

    public static Tensor arccos_(Tensor input) =>
        input.arccos_();

    public static Tensor arccosh(Tensor input) =>
        input.arccosh();

    public static Tensor arccosh_(Tensor input) =>
        input.arccosh_();

    public static Tensor arcsin(Tensor input) =>
        input.arcsin();

    public static Tensor arcsin_(Tensor input) =>
        input.arcsin_();

    public static Tensor arcsinh(Tensor input) =>
        input.arcsinh();

    public static Tensor arcsinh_(Tensor input) =>
        input.arcsinh_();

    public static Tensor arctan(Tensor input) =>
        input.arctan();

    public static Tensor arctan_(Tensor input) =>
        input.arctan_();

    public static Tensor arctan2(Tensor input, Tensor other) =>
        input.arctan2(other);

    public static Tensor arctan2_(Tensor input, Tensor other) =>
        input.arctan2_(other);

    public static Tensor arctanh(Tensor input) =>
        input.arctanh();

    public static Tensor arctanh_(Tensor input) =>
        input.arctanh_();

    public static Tensor argmax(Tensor input) =>
        input.argmax();

    public static Tensor argmax(Tensor input, long dim, bool keepdim = false) =>
        input.argmax(dim, keepdim);

    public static Tensor argmin(Tensor input) =>
        input.argmin();

    public static Tensor argmin(Tensor input, long dim, bool keepdim = false) =>
        input.argmin(dim, keepdim);

    public static Tensor argsort(Tensor input, long dim = -1, bool descending = false) =>
        input.argsort(dim, descending);

    public static Tensor argwhere(Tensor input) =>
        input.argwhere();

    public static Tensor asin(Tensor input) =>
        input.asin();

    public static Tensor asin_(Tensor input) =>
        input.asin_();

    public static Tensor asinh(Tensor input) =>
        input.asinh();

    public static Tensor asinh_(Tensor input) =>
        input.asinh_();

    public static Tensor atan(Tensor input) =>
        input.atan();

    public static Tensor atan_(Tensor input) =>
        input.atan_();

    public static Tensor atan2(Tensor input, Tensor other) =>
        input.atan2(other);

    public static Tensor atan2_(Tensor input, Tensor other) =>
        input.atan2_(other);

    public static Tensor atanh(Tensor input) =>
        input.atanh();

    public static Tensor atanh_(Tensor input) =>
        input.atanh_();

    public static Tensor baddbmm(Tensor input, Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
        input.baddbmm(batch1, batch2, beta, alpha);

    public static Tensor bernoulli(Tensor input, Generator generator = null) =>
        input.bernoulli(generator);

    public static Tensor bincount(Tensor input, Tensor weights = null, long minlength = 0) =>
        input.bincount(weights, minlength);

    public static Tensor bitwise_and(Tensor left, Tensor right) =>
        left.bitwise_and(right);

    public static Tensor bitwise_and_(Tensor left, Tensor right) =>
        left.bitwise_and_(right);

    public static Tensor bitwise_left_shift(Tensor left, Tensor right) =>
        left.bitwise_left_shift(right);

    public static Tensor bitwise_left_shift_(Tensor left, Tensor right) =>
        left.bitwise_left_shift_(right);

    public static Tensor bitwise_not(Tensor input) =>
        input.bitwise_not();

    public static Tensor bitwise_not_(Tensor input) =>
        input.bitwise_not_();

    public static Tensor bitwise_or(Tensor left, Tensor right) =>
        left.bitwise_or(right);

    public static Tensor bitwise_or_(Tensor left, Tensor right) =>
        left.bitwise_or_(right);

    public static Tensor bitwise_right_shift(Tensor left, Tensor right) =>
        left.bitwise_right_shift(right);

    public static Tensor bitwise_right_shift_(Tensor left, Tensor right) =>
        left.bitwise_right_shift_(right);

    public static Tensor bitwise_xor(Tensor left, Tensor right) =>
        left.bitwise_xor(right);

    public static Tensor bitwise_xor_(Tensor left, Tensor right) =>
        left.bitwise_xor_(right);

    public static Tensor bmm(Tensor input, Tensor batch2) =>
        input.bmm(batch2);

    public static Tensor broadcast_to(Tensor input, params long[] shape) =>
        input.broadcast_to(shape);

    public static Tensor bucketize(Tensor input, Tensor boundaries, bool outInt32 = false, bool right = false) =>
        input.bucketize(boundaries, outInt32, right);

    public static Tensor ceil(Tensor input) =>
        input.ceil();

    public static Tensor ceil_(Tensor input) =>
        input.ceil_();

    public static Tensor cholesky(Tensor input, bool upper) =>
        input.cholesky(upper);

    public static Tensor cholesky_inverse(Tensor input, bool upper = false) =>
        input.cholesky_inverse(upper);

    public static Tensor cholesky_solve(Tensor input, Tensor input2, bool upper = false) =>
        input.cholesky_solve(input2, upper);

    public static Tensor[] chunk(Tensor input, long chunks, long dim = 0) =>
        input.chunk(chunks, dim);

    public static Tensor clamp(Tensor input, Scalar min = null, Scalar max = null) =>
        input.clamp(min, max);

    public static Tensor clamp(Tensor input, Tensor min = null, Tensor max = null) =>
        input.clamp(min, max);

    public static Tensor clamp_(Tensor input, Scalar min = null, Scalar max = null) =>
        input.clamp_(min, max);

    public static Tensor clamp_(Tensor input, Tensor min = null, Tensor max = null) =>
        input.clamp_(min, max);

    public static Tensor clamp_max(Tensor input, Scalar max) =>
        input.clamp_max(max);

    public static Tensor clamp_max_(Tensor input, Scalar max) =>
        input.clamp_max_(max);

    public static Tensor clamp_min(Tensor input, Scalar min) =>
        input.clamp_min(min);

    public static Tensor clamp_min_(Tensor input, Scalar min) =>
        input.clamp_min_(min);

    public static Tensor clip(Tensor input, Scalar min = null, Scalar max = null) =>
        input.clip(min, max);

    public static Tensor clone(Tensor input) =>
        input.clone();

    public static Tensor conj_physical(Tensor input) =>
        input.conj_physical();

    public static Tensor conj_physical_(Tensor input) =>
        input.conj_physical_();

    public static Tensor copysign(Tensor input, Tensor other) =>
        input.copysign(other);

    public static Tensor copysign_(Tensor input, Tensor other) =>
        input.copysign_(other);

    public static Tensor cos(Tensor input) =>
        input.cos();

    public static Tensor cos_(Tensor input) =>
        input.cos_();

    public static Tensor cosh(Tensor input) =>
        input.cosh();

    public static Tensor cosh_(Tensor input) =>
        input.cosh_();

    public static Tensor count_nonzero(Tensor input, long[] dims = null) =>
        input.count_nonzero(dims);

    public static Tensor cov(Tensor input, long correction = 1, Tensor fweights = null, Tensor aweights = null) =>
        input.cov(correction, fweights, aweights);

    public static (Tensor, Tensor) cummax(Tensor input, long dim) =>
        input.cummax(dim);

    public static (Tensor, Tensor) cummin(Tensor input, long dim) =>
        input.cummin(dim);

    public static Tensor cumprod(Tensor input, long dim, ScalarType? dtype = null) =>
        input.cumprod(dim, dtype);

    public static Tensor cumsum(Tensor input, long dim, ScalarType? type = null) =>
        input.cumsum(dim, type);

    public static Tensor cumulative_trapezoid(Tensor y, Tensor x, long dim = -1) =>
        y.cumulative_trapezoid(x, dim);

    public static Tensor deg2rad(Tensor input) =>
        input.deg2rad();

    public static Tensor deg2rad_(Tensor input) =>
        input.deg2rad_();

    public static Tensor det(Tensor input) =>
        input.det();

    public static Tensor diag(Tensor input, long diagonal = 0) =>
        input.diag(diagonal);

    public static Tensor diag_embed(Tensor input, long offset = 0, long dim1 = -2, long dim2 = -1) =>
        input.diag_embed(offset, dim1, dim2);

    public static Tensor diagflat(Tensor input, long offset = 0) =>
        input.diagflat(offset);

    public static Tensor diagonal(Tensor input, long offset = 0, long dim1 = 0, long dim2 = 1) =>
        input.diagonal(offset, dim1, dim2);

    public static Tensor diagonal_scatter(Tensor input, Tensor src, long offset = 0, long dim1 = 0, long dim2 = 1) =>
        input.diagonal_scatter(src, offset, dim1, dim2);

    public static Tensor diff(Tensor input, long n = 1, long dim = -1, Tensor prepend = null, Tensor append = null) =>
        input.diff(n, dim, prepend, append);

    public static Tensor digamma(Tensor input) =>
        input.digamma();

    public static Tensor digamma_(Tensor input) =>
        input.digamma_();

    public static Tensor div(Tensor left, Tensor right, RoundingMode rounding_mode = torch.RoundingMode.None) =>
        left.div(right, rounding_mode);

    public static Tensor div(Tensor left, Scalar right, RoundingMode rounding_mode = torch.RoundingMode.None) =>
        left.div(right, rounding_mode);

    public static Tensor div_(Tensor left, Scalar right, RoundingMode rounding_mode = torch.RoundingMode.None) =>
        left.div_(right, rounding_mode);

    public static Tensor div_(Tensor left, Tensor right, RoundingMode rounding_mode = torch.RoundingMode.None) =>
        left.div_(right, rounding_mode);

    public static Tensor divide(Tensor left, Tensor right, RoundingMode rounding_mode = torch.RoundingMode.None) =>
        left.divide(right, rounding_mode);

    public static Tensor divide(Tensor left, Scalar right, RoundingMode rounding_mode = torch.RoundingMode.None) =>
        left.divide(right, rounding_mode);

    public static Tensor dot(Tensor input, Tensor other) =>
        input.dot(other);

    public static Tensor[] dsplit(Tensor input, long size) =>
        input.dsplit(size);

    public static Tensor[] dsplit(Tensor input, long[] indices_or_sections) =>
        input.dsplit(indices_or_sections);

    public static Tensor eq(Tensor left, Tensor right) =>
        left.eq(right);

    public static Tensor erf(Tensor input) =>
        input.erf();

    public static Tensor erf_(Tensor input) =>
        input.erf_();

    public static Tensor erfc(Tensor input) =>
        input.erfc();

    public static Tensor erfc_(Tensor input) =>
        input.erfc_();

    public static Tensor erfinv(Tensor input) =>
        input.erfinv();

    public static Tensor erfinv_(Tensor input) =>
        input.erfinv_();

    public static Tensor exp(Tensor input) =>
        input.exp();

    public static Tensor exp_(Tensor input) =>
        input.exp_();

    public static Tensor exp2(Tensor input) =>
        input.exp2();

    public static Tensor exp2_(Tensor input) =>
        input.exp2_();

    public static Tensor expm1(Tensor input) =>
        input.expm1();

    public static Tensor expm1_(Tensor input) =>
        input.expm1_();

    public static Tensor fix(Tensor input) =>
        input.fix();

    public static Tensor fix_(Tensor input) =>
        input.fix_();

    public static Tensor flatten(Tensor input, long start_dim = 0, long end_dim = -1) =>
        input.flatten(start_dim, end_dim);

    public static Tensor flip(Tensor input, params long[] dims) =>
        input.flip(dims);

    public static Tensor fliplr(Tensor input) =>
        input.fliplr();

    public static Tensor flipud(Tensor input) =>
        input.flipud();

    public static Tensor floor(Tensor input) =>
        input.floor();

    public static Tensor floor_(Tensor input) =>
        input.floor_();

    public static Tensor floor_divide(Tensor input, Tensor other) =>
        input.floor_divide(other);

    public static Tensor floor_divide_(Tensor input, Tensor other) =>
        input.floor_divide_(other);

    public static Tensor fmax(Tensor input, Tensor other) =>
        input.fmax(other);

    public static Tensor fmin(Tensor input, Tensor other) =>
        input.fmin(other);

    public static Tensor fmod(Tensor left, Tensor right) =>
        left.fmod(right);

    public static Tensor fmod(Tensor left, Scalar right) =>
        left.fmod(right);

    public static Tensor fmod_(Tensor left, Tensor right) =>
        left.fmod_(right);

    public static Tensor fmod_(Tensor left, Scalar right) =>
        left.fmod_(right);

    public static Tensor frac(Tensor input) =>
        input.frac();

    public static Tensor frac_(Tensor input) =>
        input.frac_();

    public static (Tensor, Tensor) frexp(Tensor input) =>
        input.frexp();

    public static Tensor gather(Tensor input, long dim, Tensor index) =>
        input.gather(dim, index);

    public static Tensor gcd(Tensor left, Tensor right) =>
        left.gcd(right);

    public static Tensor gcd_(Tensor left, Tensor right) =>
        left.gcd_(right);

    public static Tensor ge(Tensor left, Tensor right) =>
        left.ge(right);

    public static Tensor ger(Tensor input, Tensor vec2) =>
        input.ger(vec2);

    public static Tensor greater(Tensor tensor, Tensor target) =>
        tensor.greater(target);

    public static Tensor greater_equal(Tensor tensor, Tensor target) =>
        tensor.greater_equal(target);

    public static Tensor gt(Tensor left, Tensor right) =>
        left.gt(right);

    public static Tensor heaviside(Tensor input, Tensor values) =>
        input.heaviside(values);

    public static Tensor heaviside_(Tensor input, Tensor values) =>
        input.heaviside_(values);

    public static Tensor[] hsplit(Tensor input, long indices_or_sections) =>
        input.hsplit(indices_or_sections);

    public static Tensor[] hsplit(Tensor input, long[] indices_or_sections) =>
        input.hsplit(indices_or_sections);

    public static Tensor hypot(Tensor left, Tensor right) =>
        left.hypot(right);

    public static Tensor i0(Tensor input) =>
        input.i0();

    public static Tensor i0_(Tensor input) =>
        input.i0_();

    public static Tensor igamma(Tensor input, Tensor other) =>
        input.igamma(other);

    public static Tensor igammac(Tensor input, Tensor other) =>
        input.igammac(other);

    public static Tensor index_add(Tensor input, long dim, Tensor index, Tensor source, Scalar alpha) =>
        input.index_add(dim, index, source, alpha);

    public static Tensor index_add_(Tensor input, long dim, Tensor index, Tensor source, Scalar alpha) =>
        input.index_add_(dim, index, source, alpha);

    public static Tensor index_copy(Tensor input, long dim, Tensor index, Tensor source) =>
        input.index_copy(dim, index, source);

    public static Tensor index_copy_(Tensor input, long dim, Tensor index, Tensor source) =>
        input.index_copy_(dim, index, source);

    public static Tensor index_fill(Tensor input, long dim, Tensor index, Scalar value) =>
        input.index_fill(dim, index, value);

    public static Tensor index_fill_(Tensor input, long dim, Tensor index, Scalar value) =>
        input.index_fill_(dim, index, value);

    public static Tensor index_select(Tensor input, long dim, Tensor index) =>
        input.index_select(dim, index);

    public static Tensor inner(Tensor input, Tensor vec2) =>
        input.inner(vec2);

    public static Tensor inverse(Tensor input) =>
        input.inverse();

    public static bool is_floating_point(Tensor input) =>
        input.is_floating_point();

    public static bool is_integral(Tensor t) =>
        t.is_integral();

    public static Tensor isfinite(Tensor tensor) =>
        tensor.isfinite();

    public static Tensor isin(Tensor tensor, Tensor test_elements, bool assumeUnique = false, bool invert = false) =>
        tensor.isin(test_elements, assumeUnique, invert);

    public static Tensor isinf(Tensor tensor) =>
        tensor.isinf();

    public static Tensor isnan(Tensor input) =>
        input.isnan();

    public static Tensor isneginf(Tensor tensor) =>
        tensor.isneginf();

    public static Tensor isposinf(Tensor tensor) =>
        tensor.isposinf();

    public static Tensor isreal(Tensor tensor) =>
        tensor.isreal();

    public static Tensor kron(Tensor input, Tensor other) =>
        input.kron(other);

    public static Tensor lcm(Tensor input, Tensor other) =>
        input.lcm(other);

    public static Tensor lcm_(Tensor input, Tensor other) =>
        input.lcm_(other);

    public static Tensor ldexp(Tensor input, Tensor other) =>
        input.ldexp(other);

    public static Tensor ldexp_(Tensor input, Tensor other) =>
        input.ldexp_(other);

    public static Tensor le(Tensor left, Tensor right) =>
        left.le(right);

    public static Tensor lerp(Tensor input, Tensor end, Tensor weight) =>
        input.lerp(end, weight);

    public static Tensor less(Tensor tensor, Tensor target) =>
        tensor.less(target);

    public static Tensor less_equal(Tensor tensor, Tensor target) =>
        tensor.less_equal(target);

    public static Tensor lgamma(Tensor input) =>
        input.lgamma();

    public static Tensor lgamma_(Tensor input) =>
        input.lgamma_();

    public static Tensor log(Tensor input) =>
        input.log();

    public static Tensor log_(Tensor input) =>
        input.log_();

    public static Tensor log10(Tensor input) =>
        input.log10();

    public static Tensor log10_(Tensor input) =>
        input.log10_();

    public static Tensor log1p(Tensor input) =>
        input.log1p();

    public static Tensor log1p_(Tensor input) =>
        input.log1p_();

    public static Tensor log2(Tensor input) =>
        input.log2();

    public static Tensor log2_(Tensor input) =>
        input.log2_();

    public static Tensor logaddexp(Tensor left, Tensor right) =>
        left.logaddexp(right);

    public static Tensor logaddexp2(Tensor left, Tensor right) =>
        left.logaddexp2(right);

    public static Tensor logcumsumexp(Tensor input, long dim) =>
        input.logcumsumexp(dim);

    public static Tensor logdet(Tensor input) =>
        input.logdet();

    public static Tensor logical_and(Tensor left, Tensor right) =>
        left.logical_and(right);

    public static Tensor logical_and_(Tensor left, Tensor right) =>
        left.logical_and_(right);

    public static Tensor logical_not(Tensor input) =>
        input.logical_not();

    public static Tensor logical_or(Tensor left, Tensor right) =>
        left.logical_or(right);

    public static Tensor logical_or_(Tensor left, Tensor right) =>
        left.logical_or_(right);

    public static Tensor logical_xor(Tensor left, Tensor right) =>
        left.logical_xor(right);

    public static Tensor logical_xor_(Tensor left, Tensor right) =>
        left.logical_xor_(right);

    public static Tensor logit(Tensor input, double? eps = null) =>
        input.logit(eps);

    public static Tensor logit_(Tensor input, double? eps = null) =>
        input.logit_(eps);

    public static Tensor logsumexp(Tensor input, long dim, bool keepdim = false) =>
        input.logsumexp(dim, keepdim);

    public static Tensor lt(Tensor left, Tensor right) =>
        left.lt(right);

    public static Tensor masked_select(Tensor input, Tensor mask) =>
        input.masked_select(mask);

    public static Tensor matmul(Tensor input, Tensor target) =>
        input.matmul(target);

    public static Tensor matrix_exp(Tensor input) =>
        input.matrix_exp();

    public static Tensor matrix_power(Tensor input, int n) =>
        input.matrix_power(n);

    public static Tensor max(Tensor input) =>
        input.max();

    public static Tensor max(Tensor input, Tensor other) =>
        input.max(other);

    public static (Tensor values, Tensor indexes) max(Tensor input, long dim, bool keepdim = false) =>
        input.max(dim, keepdim);

    public static Tensor maximum(Tensor input, Tensor other) =>
        input.maximum(other);

    public static Tensor mean(Tensor input) =>
        input.mean();

    public static Tensor mean(Tensor input, long[] dimensions, bool keepdim = false, ScalarType? type = null) =>
        input.mean(dimensions, keepdim, type);

    public static Tensor median(Tensor input) =>
        input.median();

    public static Tensor min(Tensor input) =>
        input.min();

    public static Tensor min(Tensor input, Tensor other) =>
        input.min(other);

    public static (Tensor values, Tensor indexes) min(Tensor input, long dim, bool keepdim = false) =>
        input.min(dim, keepdim);

    public static Tensor minimum(Tensor input, Tensor other) =>
        input.minimum(other);

    public static Tensor mm(Tensor input, Tensor target) =>
        input.mm(target);

    public static (Tensor, Tensor) mode(Tensor input, long dim = -1, bool keepdim = false) =>
        input.mode(dim, keepdim);

    public static Tensor moveaxis(Tensor input, long[] source, long[] destination) =>
        input.moveaxis(source, destination);

    public static Tensor movedim(Tensor input, long[] source, long[] destination) =>
        input.movedim(source, destination);

    public static Tensor msort(Tensor tensor) =>
        tensor.msort();

    public static Tensor mul(Tensor left, Tensor right) =>
        left.mul(right);

    public static Tensor mul(Tensor left, Scalar right) =>
        left.mul(right);

    public static Tensor mul_(Tensor left, Tensor right) =>
        left.mul_(right);

    public static Tensor mul_(Tensor left, Scalar right) =>
        left.mul_(right);

    public static Tensor multinomial(Tensor input, long num_samples, bool replacement = false, Generator generator = null) =>
        input.multinomial(num_samples, replacement, generator);

    public static Tensor multiply(Tensor left, Tensor right) =>
        left.multiply(right);

    public static Tensor multiply(Tensor left, Scalar right) =>
        left.multiply(right);

    public static Tensor mv(Tensor input, Tensor target) =>
        input.mv(target);

    public static Tensor nan_to_num(Tensor input, double nan = 0, double? posinf = null, double? neginf = null) =>
        input.nan_to_num(nan, posinf, neginf);

    public static Tensor nan_to_num_(Tensor input, double nan = 0, double? posinf = null, double? neginf = null) =>
        input.nan_to_num_(nan, posinf, neginf);

    public static Tensor nanmedian(Tensor input) =>
        input.nanmedian();

    public static Tensor nansum(Tensor input) =>
        input.nansum();

    public static Tensor narrow(Tensor input, long dim, long start, long length) =>
        input.narrow(dim, start, length);

    public static Tensor ne(Tensor left, Tensor right) =>
        left.ne(right);

    public static Tensor neg(Tensor input) =>
        input.neg();

    public static Tensor neg_(Tensor input) =>
        input.neg_();

    public static Tensor negative(Tensor input) =>
        input.negative();

    public static Tensor nextafter(Tensor input, Tensor other) =>
        input.nextafter(other);

    public static Tensor nextafter_(Tensor input, Tensor other) =>
        input.nextafter_(other);

    public static Tensor nonzero(Tensor input) =>
        input.nonzero();

    public static Tensor norm(Tensor input, float p = 2) =>
        input.norm(p);

    public static Tensor norm(Tensor input, int dimension, bool keepdim = false, float p = 2) =>
        input.norm(dimension, keepdim, p);

    public static Tensor not_equal(Tensor tensor, Tensor target) =>
        tensor.not_equal(target);

    public static long numel(Tensor input) =>
        input.numel();

    public static Tensor outer(Tensor input, Tensor vec2) =>
        input.outer(vec2);

    public static Tensor permute(Tensor input, params long[] permutation) =>
        input.permute(permutation);

    public static Tensor poisson(Tensor input, Generator generator = null) =>
        input.poisson(generator);

    public static Tensor polygamma_(Tensor input, long p) =>
        input.polygamma_(p);

    public static Tensor positive(Tensor input) =>
        input.positive();

    public static Tensor pow(Tensor left, Tensor exponent) =>
        left.pow(exponent);

    public static Tensor pow(Tensor left, Scalar exponent) =>
        left.pow(exponent);

    public static Tensor pow_(Tensor left, Tensor exponent) =>
        left.pow_(exponent);

    public static Tensor pow_(Tensor left, Scalar exponent) =>
        left.pow_(exponent);

    public static Tensor prod(Tensor input, ScalarType? type = null) =>
        input.prod(type);

    public static Tensor prod(Tensor input, long dim, bool keepdim = false, ScalarType? type = null) =>
        input.prod(dim, keepdim, type);

    public static Tensor rad2deg(Tensor input) =>
        input.rad2deg();

    public static Tensor rad2deg_(Tensor input) =>
        input.rad2deg_();

    public static Tensor rand_like(Tensor input, ScalarType? dtype = null, Device device = null, bool requires_grad = false) =>
        input.rand_like(dtype, device, requires_grad);

    public static Tensor randn_like(Tensor input, ScalarType? dtype = null, Device device = null, bool requires_grad = false) =>
        input.randn_like(dtype, device, requires_grad);

    public static Tensor ravel(Tensor input) =>
        input.ravel();

    public static Tensor reciprocal(Tensor input) =>
        input.reciprocal();

    public static Tensor reciprocal_(Tensor input) =>
        input.reciprocal_();

    public static Tensor remainder(Tensor left, Tensor right) =>
        left.remainder(right);

    public static Tensor remainder(Tensor left, Scalar right) =>
        left.remainder(right);

    public static Tensor remainder_(Tensor left, Tensor right) =>
        left.remainder_(right);

    public static Tensor remainder_(Tensor left, Scalar right) =>
        left.remainder_(right);

    public static Tensor repeat_interleave(Tensor input, long repeats, long? dim = null, long? output_size = null) =>
        input.repeat_interleave(repeats, dim, output_size);

    public static Tensor repeat_interleave(Tensor input, Tensor repeats, long? dim = null, long? output_size = null) =>
        input.repeat_interleave(repeats, dim, output_size);

    public static Tensor reshape(Tensor input, params long[] shape) =>
        input.reshape(shape);

    public static Tensor roll(Tensor input, long shifts, long? dims = null) =>
        input.roll(shifts, dims);

    public static Tensor round(Tensor input, long decimals = 0) =>
        input.round(decimals);

    public static Tensor round_(Tensor input, long decimals = 0) =>
        input.round_(decimals);

    public static Tensor rsqrt(Tensor input) =>
        input.rsqrt();

    public static Tensor rsqrt_(Tensor input) =>
        input.rsqrt_();

    public static Tensor scatter(Tensor input, long dim, Tensor index, Tensor src) =>
        input.scatter(dim, index, src);

    public static Tensor scatter_(Tensor input, long dim, Tensor index, Tensor src) =>
        input.scatter_(dim, index, src);

    public static Tensor scatter_add(Tensor input, long dim, Tensor index, Tensor src) =>
        input.scatter_add(dim, index, src);

    public static Tensor scatter_add_(Tensor input, long dim, Tensor index, Tensor src) =>
        input.scatter_add_(dim, index, src);

    public static Tensor select(Tensor input, long dim, long index) =>
        input.select(dim, index);

    public static Tensor select_scatter(Tensor input, Tensor src, long dim, long index) =>
        input.select_scatter(src, dim, index);

    public static Tensor sigmoid(Tensor input) =>
        input.sigmoid();

    public static Tensor sigmoid_(Tensor input) =>
        input.sigmoid_();

    public static Tensor sign(Tensor input) =>
        input.sign();

    public static Tensor sign_(Tensor input) =>
        input.sign_();

    public static Tensor signbit(Tensor input) =>
        input.signbit();

    public static Tensor sin(Tensor input) =>
        input.sin();

    public static Tensor sin_(Tensor input) =>
        input.sin_();

    public static Tensor sinc(Tensor input) =>
        input.sinc();

    public static Tensor sinc_(Tensor input) =>
        input.sinc_();

    public static Tensor sinh(Tensor input) =>
        input.sinh();

    public static Tensor sinh_(Tensor input) =>
        input.sinh_();

    public static Tensor slice_scatter(Tensor input, Tensor src, long dim = 0, long? start = null, long? end = null, long step = 1) =>
        input.slice_scatter(src, dim, start, end, step);

    public static Tensor softmax(Tensor input, int dim, ScalarType? dtype = null) =>
        input.softmax(dim, dtype);

    public static (Tensor values, Tensor indexes) sort(Tensor input, long dim = -1, bool descending = false, bool stable = false) =>
        input.sort(dim, descending, stable);

    public static Tensor[] split(Tensor tensor, long[] split_size_or_sections, long dim = 0) =>
        tensor.split(split_size_or_sections, dim);

    public static Tensor sqrt(Tensor input) =>
        input.sqrt();

    public static Tensor sqrt_(Tensor input) =>
        input.sqrt_();

    public static Tensor square(Tensor input) =>
        input.square();

    public static Tensor squeeze(Tensor input, long? dim = null) =>
        input.squeeze(dim);

    public static Tensor std(Tensor input, bool unbiased = true) =>
        input.std(unbiased);

    public static Tensor std(Tensor input, long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
        input.std(dimensions, unbiased, keepdim, type);

    public static Tensor std(Tensor input, long dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
        input.std(dimensions, unbiased, keepdim, type);

    public static Tensor sub(Tensor left, Tensor right) =>
        left.sub(right);

    public static Tensor sub(Tensor left, Scalar right) =>
        left.sub(right);

    public static Tensor sub_(Tensor left, Tensor right) =>
        left.sub_(right);

    public static Tensor sub_(Tensor left, Scalar right) =>
        left.sub_(right);

    public static Tensor subtract(Tensor left, Tensor right) =>
        left.subtract(right);

    public static Tensor subtract(Tensor left, Scalar right) =>
        left.subtract(right);

    public static Tensor subtract_(Tensor left, Tensor right) =>
        left.subtract_(right);

    public static Tensor subtract_(Tensor left, Scalar right) =>
        left.subtract_(right);

    public static Tensor sum(Tensor input, ScalarType? type = null) =>
        input.sum(type);

    public static Tensor sum(Tensor input, ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) =>
        input.sum(dim, keepdim, type);

    public static Tensor sum(Tensor input, long dim, bool keepdim = false, ScalarType? type = null) =>
        input.sum(dim, keepdim, type);

    public static Tensor swapaxes(Tensor input, long axis0, long axis1) =>
        input.swapaxes(axis0, axis1);

    public static Tensor swapdims(Tensor input, long dim0, long dim1) =>
        input.swapdims(dim0, dim1);

    public static Tensor t(Tensor input) =>
        input.t();

    public static Tensor take(Tensor input, Tensor index) =>
        input.take(index);

    public static Tensor take_along_dim(Tensor input, Tensor indices, long dim = 0) =>
        input.take_along_dim(indices, dim);

    public static Tensor tan(Tensor input) =>
        input.tan();

    public static Tensor tan_(Tensor input) =>
        input.tan_();

    public static Tensor tanh(Tensor input) =>
        input.tanh();

    public static Tensor tanh_(Tensor input) =>
        input.tanh_();

    public static Tensor[] tensor_split(Tensor input, long indices_or_sections, long dim = 0) =>
        input.tensor_split(indices_or_sections, dim);

    public static Tensor[] tensor_split(Tensor input, long[] indices_or_sections, long dim = 0) =>
        input.tensor_split(indices_or_sections, dim);

    public static Tensor[] tensor_split(Tensor input, Tensor indices_or_sections, long dim = 0) =>
        input.tensor_split(indices_or_sections, dim);

    public static Tensor tile(Tensor input, long[] dims) =>
        input.tile(dims);

    public static (Tensor values, Tensor indexes) topk(Tensor tensor, int k, int dim = -1, bool largest = true, bool sorted = true) =>
        tensor.topk(k, dim, largest, sorted);

    public static Tensor trace(Tensor input) =>
        input.trace();

    public static Tensor transpose(Tensor input, long dim0, long dim1) =>
        input.transpose(dim0, dim1);

    public static Tensor trapezoid(Tensor y, Tensor x, long dim = -1) =>
        y.trapezoid(x, dim);

    public static Tensor tril(Tensor input, long diagonal = 0) =>
        input.tril(diagonal);

    public static Tensor tril_(Tensor input, long diagonal = 0) =>
        input.tril_(diagonal);

    public static Tensor triu(Tensor input, long diagonal = 0) =>
        input.triu(diagonal);

    public static Tensor triu_(Tensor input, long diagonal = 0) =>
        input.triu_(diagonal);

    public static Tensor true_divide(Tensor dividend, Tensor divisor) =>
        dividend.true_divide(divisor);

    public static Tensor true_divide_(Tensor dividend, Tensor divisor) =>
        dividend.true_divide_(divisor);

    public static Tensor trunc(Tensor input) =>
        input.trunc();

    public static Tensor trunc_(Tensor input) =>
        input.trunc_();

    public static Tensor[] unbind(Tensor tensor, int dim = 0) =>
        tensor.unbind(dim);

    public static Tensor[] unbind(Tensor input, long dim = 0) =>
        input.unbind(dim);

    public static (Tensor output, Tensor inverse_indices, Tensor counts) unique(Tensor input, bool sorted = true, bool return_inverse = false, bool return_counts = false, int? dim = null) =>
        input.unique(sorted, return_inverse, return_counts, dim);

    public static Tensor unsqueeze(Tensor input, long dim) =>
        input.unsqueeze(dim);

    public static Tensor unsqueeze_(Tensor input, long dim) =>
        input.unsqueeze_(dim);

    public static Tensor var(Tensor input, bool unbiased = true) =>
        input.var(unbiased);

    public static Tensor var(Tensor input, long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
        input.var(dimensions, unbiased, keepdim, type);

    public static Tensor var(Tensor input, long dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
        input.var(dimensions, unbiased, keepdim, type);

    public static Tensor vdot(Tensor input, Tensor target) =>
        input.vdot(target);

    public static Tensor view_as_complex(Tensor input) =>
        input.view_as_complex();

    public static Tensor view_as_real(Tensor input) =>
        input.view_as_real();

    public static Tensor[] vsplit(Tensor input, long[] indices_or_sections) =>
        input.vsplit(indices_or_sections);

    public static Tensor xlogy(Tensor x, Tensor y) =>
        x.xlogy(y);

    public static Tensor xlogy(Tensor x, Scalar y) =>
        x.xlogy(y);

    public static Tensor xlogy_(Tensor x, Tensor y) =>
        x.xlogy_(y);

    public static Tensor xlogy_(Tensor x, Scalar y) =>
        x.xlogy_(y);
}
