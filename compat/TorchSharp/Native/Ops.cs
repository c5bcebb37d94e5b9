namespace TorchSharp.Native;

/// <summary>The ATen operators that the stand-in calls: <c>op_name__overload</c>.</summary>
internal static class Ops
{
    internal static readonly Op op__unique2 = new("_unique2");

    internal static readonly Op op__upsample_bicubic2d_aa__vec = new("_upsample_bicubic2d_aa", "vec");

    internal static readonly Op op__upsample_bilinear2d_aa__vec = new("_upsample_bilinear2d_aa", "vec");

    internal static readonly Op op__upsample_nearest_exact2d__vec = new("_upsample_nearest_exact2d", "vec");

    internal static readonly Op op_abs = new("abs");

    internal static readonly Op op_abs_ = new("abs_");

    internal static readonly Op op_absolute = new("absolute");

    internal static readonly Op op_absolute_ = new("absolute_");

    internal static readonly Op op_acos = new("acos");

    internal static readonly Op op_acos_ = new("acos_");

    internal static readonly Op op_acosh = new("acosh");

    internal static readonly Op op_acosh_ = new("acosh_");

    internal static readonly Op op_adaptive_avg_pool1d = new("adaptive_avg_pool1d");

    internal static readonly Op op_adaptive_avg_pool2d = new("adaptive_avg_pool2d");

    internal static readonly Op op_adaptive_max_pool2d = new("adaptive_max_pool2d");

    internal static readonly Op op_add__Scalar = new("add", "Scalar");

    internal static readonly Op op_add__Tensor = new("add", "Tensor");

    internal static readonly Op op_add___Scalar = new("add_", "Scalar");

    internal static readonly Op op_add___Tensor = new("add_", "Tensor");

    internal static readonly Op op_addbmm = new("addbmm");

    internal static readonly Op op_addcdiv = new("addcdiv");

    internal static readonly Op op_addcdiv_ = new("addcdiv_");

    internal static readonly Op op_addcmul = new("addcmul");

    internal static readonly Op op_addcmul_ = new("addcmul_");

    internal static readonly Op op_addmm = new("addmm");

    internal static readonly Op op_addmm_ = new("addmm_");

    internal static readonly Op op_adjoint = new("adjoint");

    internal static readonly Op op_affine_grid_generator = new("affine_grid_generator");

    internal static readonly Op op_alias = new("alias");

    internal static readonly Op op_align_as = new("align_as");

    internal static readonly Op op_all = new("all");

    internal static readonly Op op_all__dim = new("all", "dim");

    internal static readonly Op op_allclose = new("allclose");

    internal static readonly Op op_amax = new("amax");

    internal static readonly Op op_amin = new("amin");

    internal static readonly Op op_aminmax = new("aminmax");

    internal static readonly Op op_angle = new("angle");

    internal static readonly Op op_any = new("any");

    internal static readonly Op op_any__dim = new("any", "dim");

    internal static readonly Op op_arange__start_step = new("arange", "start_step");

    internal static readonly Op op_arccos = new("arccos");

    internal static readonly Op op_arccos_ = new("arccos_");

    internal static readonly Op op_arccosh = new("arccosh");

    internal static readonly Op op_arccosh_ = new("arccosh_");

    internal static readonly Op op_arcsin = new("arcsin");

    internal static readonly Op op_arcsin_ = new("arcsin_");

    internal static readonly Op op_arcsinh = new("arcsinh");

    internal static readonly Op op_arcsinh_ = new("arcsinh_");

    internal static readonly Op op_arctan = new("arctan");

    internal static readonly Op op_arctan2 = new("arctan2");

    internal static readonly Op op_arctan2_ = new("arctan2_");

    internal static readonly Op op_arctan_ = new("arctan_");

    internal static readonly Op op_arctanh = new("arctanh");

    internal static readonly Op op_arctanh_ = new("arctanh_");

    internal static readonly Op op_argmax = new("argmax");

    internal static readonly Op op_argmin = new("argmin");

    internal static readonly Op op_argsort = new("argsort");

    internal static readonly Op op_argwhere = new("argwhere");

    internal static readonly Op op_as_strided = new("as_strided");

    internal static readonly Op op_asin = new("asin");

    internal static readonly Op op_asin_ = new("asin_");

    internal static readonly Op op_asinh = new("asinh");

    internal static readonly Op op_asinh_ = new("asinh_");

    internal static readonly Op op_atan = new("atan");

    internal static readonly Op op_atan2 = new("atan2");

    internal static readonly Op op_atan2_ = new("atan2_");

    internal static readonly Op op_atan_ = new("atan_");

    internal static readonly Op op_atanh = new("atanh");

    internal static readonly Op op_atanh_ = new("atanh_");

    internal static readonly Op op_atleast_1d = new("atleast_1d");

    internal static readonly Op op_atleast_2d = new("atleast_2d");

    internal static readonly Op op_atleast_3d = new("atleast_3d");

    internal static readonly Op op_avg_pool1d = new("avg_pool1d");

    internal static readonly Op op_avg_pool2d = new("avg_pool2d");

    internal static readonly Op op_baddbmm = new("baddbmm");

    internal static readonly Op op_batch_norm = new("batch_norm");

    internal static readonly Op op_bernoulli = new("bernoulli");

    internal static readonly Op op_bernoulli___Tensor = new("bernoulli_", "Tensor");

    internal static readonly Op op_bernoulli___float = new("bernoulli_", "float");

    internal static readonly Op op_binary_cross_entropy = new("binary_cross_entropy");

    internal static readonly Op op_binary_cross_entropy_with_logits = new("binary_cross_entropy_with_logits");

    internal static readonly Op op_bincount = new("bincount");

    internal static readonly Op op_bitwise_and__Tensor = new("bitwise_and", "Tensor");

    internal static readonly Op op_bitwise_and___Tensor = new("bitwise_and_", "Tensor");

    internal static readonly Op op_bitwise_left_shift__Tensor = new("bitwise_left_shift", "Tensor");

    internal static readonly Op op_bitwise_left_shift___Tensor = new("bitwise_left_shift_", "Tensor");

    internal static readonly Op op_bitwise_not = new("bitwise_not");

    internal static readonly Op op_bitwise_not_ = new("bitwise_not_");

    internal static readonly Op op_bitwise_or__Tensor = new("bitwise_or", "Tensor");

    internal static readonly Op op_bitwise_or___Tensor = new("bitwise_or_", "Tensor");

    internal static readonly Op op_bitwise_right_shift__Tensor = new("bitwise_right_shift", "Tensor");

    internal static readonly Op op_bitwise_right_shift___Tensor = new("bitwise_right_shift_", "Tensor");

    internal static readonly Op op_bitwise_xor__Tensor = new("bitwise_xor", "Tensor");

    internal static readonly Op op_bitwise_xor___Tensor = new("bitwise_xor_", "Tensor");

    internal static readonly Op op_block_diag = new("block_diag");

    internal static readonly Op op_bmm = new("bmm");

    internal static readonly Op op_broadcast_tensors = new("broadcast_tensors");

    internal static readonly Op op_broadcast_to = new("broadcast_to");

    internal static readonly Op op_bucketize__Tensor = new("bucketize", "Tensor");

    internal static readonly Op op_can_cast = new("can_cast");

    internal static readonly Op op_cartesian_prod = new("cartesian_prod");

    internal static readonly Op op_cat = new("cat");

    internal static readonly Op op_cauchy_ = new("cauchy_");

    internal static readonly Op op_cdist = new("cdist");

    internal static readonly Op op_ceil = new("ceil");

    internal static readonly Op op_ceil_ = new("ceil_");

    internal static readonly Op op_channel_shuffle = new("channel_shuffle");

    internal static readonly Op op_cholesky = new("cholesky");

    internal static readonly Op op_cholesky_inverse = new("cholesky_inverse");

    internal static readonly Op op_cholesky_solve = new("cholesky_solve");

    internal static readonly Op op_chunk = new("chunk");

    internal static readonly Op op_clamp = new("clamp");

    internal static readonly Op op_clamp_ = new("clamp_");

    internal static readonly Op op_clamp__Tensor = new("clamp", "Tensor");

    internal static readonly Op op_clamp___Tensor = new("clamp_", "Tensor");

    internal static readonly Op op_clamp_max = new("clamp_max");

    internal static readonly Op op_clamp_max_ = new("clamp_max_");

    internal static readonly Op op_clamp_min = new("clamp_min");

    internal static readonly Op op_clamp_min_ = new("clamp_min_");

    internal static readonly Op op_clone = new("clone");

    internal static readonly Op op_col2im = new("col2im");

    internal static readonly Op op_column_stack = new("column_stack");

    internal static readonly Op op_combinations = new("combinations");

    internal static readonly Op op_conj_physical = new("conj_physical");

    internal static readonly Op op_conj_physical_ = new("conj_physical_");

    internal static readonly Op op_constant_pad_nd = new("constant_pad_nd");

    internal static readonly Op op_contiguous = new("contiguous");

    internal static readonly Op op_conv1d = new("conv1d");

    internal static readonly Op op_conv1d__padding = new("conv1d", "padding");

    internal static readonly Op op_conv2d = new("conv2d");

    internal static readonly Op op_conv2d__padding = new("conv2d", "padding");

    internal static readonly Op op_conv_transpose2d__input = new("conv_transpose2d", "input");

    internal static readonly Op op_copy_ = new("copy_");

    internal static readonly Op op_copysign__Tensor = new("copysign", "Tensor");

    internal static readonly Op op_copysign___Tensor = new("copysign_", "Tensor");

    internal static readonly Op op_cos = new("cos");

    internal static readonly Op op_cos_ = new("cos_");

    internal static readonly Op op_cosh = new("cosh");

    internal static readonly Op op_cosh_ = new("cosh_");

    internal static readonly Op op_cosine_embedding_loss = new("cosine_embedding_loss");

    internal static readonly Op op_cosine_similarity = new("cosine_similarity");

    internal static readonly Op op_count_nonzero = new("count_nonzero");

    internal static readonly Op op_count_nonzero__dim_IntList = new("count_nonzero", "dim_IntList");

    internal static readonly Op op_cov = new("cov");

    internal static readonly Op op_cross_entropy_loss = new("cross_entropy_loss");

    internal static readonly Op op_cummax = new("cummax");

    internal static readonly Op op_cummin = new("cummin");

    internal static readonly Op op_cumprod = new("cumprod");

    internal static readonly Op op_cumsum = new("cumsum");

    internal static readonly Op op_cumulative_trapezoid__x = new("cumulative_trapezoid", "x");

    internal static readonly Op op_deg2rad = new("deg2rad");

    internal static readonly Op op_deg2rad_ = new("deg2rad_");

    internal static readonly Op op_det = new("det");

    internal static readonly Op op_detach = new("detach");

    internal static readonly Op op_detach_ = new("detach_");

    internal static readonly Op op_diag = new("diag");

    internal static readonly Op op_diag_embed = new("diag_embed");

    internal static readonly Op op_diagflat = new("diagflat");

    internal static readonly Op op_diagonal = new("diagonal");

    internal static readonly Op op_diagonal_scatter = new("diagonal_scatter");

    internal static readonly Op op_diff = new("diff");

    internal static readonly Op op_digamma = new("digamma");

    internal static readonly Op op_digamma_ = new("digamma_");

    internal static readonly Op op_dist = new("dist");

    internal static readonly Op op_div__Scalar = new("div", "Scalar");

    internal static readonly Op op_div__Scalar_mode = new("div", "Scalar_mode");

    internal static readonly Op op_div__Tensor = new("div", "Tensor");

    internal static readonly Op op_div__Tensor_mode = new("div", "Tensor_mode");

    internal static readonly Op op_div___Scalar = new("div_", "Scalar");

    internal static readonly Op op_div___Tensor = new("div_", "Tensor");

    internal static readonly Op op_dot = new("dot");

    internal static readonly Op op_dropout = new("dropout");

    internal static readonly Op op_dropout_ = new("dropout_");

    internal static readonly Op op_dsplit__array = new("dsplit", "array");

    internal static readonly Op op_dsplit__int = new("dsplit", "int");

    internal static readonly Op op_dstack = new("dstack");

    internal static readonly Op op_einsum = new("einsum");

    internal static readonly Op op_elu = new("elu");

    internal static readonly Op op_elu_ = new("elu_");

    internal static readonly Op op_embedding = new("embedding");

    internal static readonly Op op_empty__memory_format = new("empty", "memory_format");

    internal static readonly Op op_empty_like = new("empty_like");

    internal static readonly Op op_empty_strided = new("empty_strided");

    internal static readonly Op op_eq__Scalar = new("eq", "Scalar");

    internal static readonly Op op_eq__Tensor = new("eq", "Tensor");

    internal static readonly Op op_eq___Scalar = new("eq_", "Scalar");

    internal static readonly Op op_eq___Tensor = new("eq_", "Tensor");

    internal static readonly Op op_erf = new("erf");

    internal static readonly Op op_erf_ = new("erf_");

    internal static readonly Op op_erfc = new("erfc");

    internal static readonly Op op_erfc_ = new("erfc_");

    internal static readonly Op op_erfinv = new("erfinv");

    internal static readonly Op op_erfinv_ = new("erfinv_");

    internal static readonly Op op_exp = new("exp");

    internal static readonly Op op_exp2 = new("exp2");

    internal static readonly Op op_exp2_ = new("exp2_");

    internal static readonly Op op_exp_ = new("exp_");

    internal static readonly Op op_expand = new("expand");

    internal static readonly Op op_expand_as = new("expand_as");

    internal static readonly Op op_expm1 = new("expm1");

    internal static readonly Op op_expm1_ = new("expm1_");

    internal static readonly Op op_exponential_ = new("exponential_");

    internal static readonly Op op_eye__m = new("eye", "m");

    internal static readonly Op op_feature_dropout = new("feature_dropout");

    internal static readonly Op op_feature_dropout_ = new("feature_dropout_");

    internal static readonly Op op_fill___Scalar = new("fill_", "Scalar");

    internal static readonly Op op_fix = new("fix");

    internal static readonly Op op_fix_ = new("fix_");

    internal static readonly Op op_flatten__using_ints = new("flatten", "using_ints");

    internal static readonly Op op_flip = new("flip");

    internal static readonly Op op_fliplr = new("fliplr");

    internal static readonly Op op_flipud = new("flipud");

    internal static readonly Op op_float_power__Tensor_Tensor = new("float_power", "Tensor_Tensor");

    internal static readonly Op op_floor = new("floor");

    internal static readonly Op op_floor_ = new("floor_");

    internal static readonly Op op_floor_divide = new("floor_divide");

    internal static readonly Op op_floor_divide__Scalar = new("floor_divide", "Scalar");

    internal static readonly Op op_floor_divide___Scalar = new("floor_divide_", "Scalar");

    internal static readonly Op op_floor_divide___Tensor = new("floor_divide_", "Tensor");

    internal static readonly Op op_fmax = new("fmax");

    internal static readonly Op op_fmin = new("fmin");

    internal static readonly Op op_fmod__Scalar = new("fmod", "Scalar");

    internal static readonly Op op_fmod__Tensor = new("fmod", "Tensor");

    internal static readonly Op op_fmod___Scalar = new("fmod_", "Scalar");

    internal static readonly Op op_fmod___Tensor = new("fmod_", "Tensor");

    internal static readonly Op op_frac = new("frac");

    internal static readonly Op op_frac_ = new("frac_");

    internal static readonly Op op_frexp__Tensor = new("frexp", "Tensor");

    internal static readonly Op op_full = new("full");

    internal static readonly Op op_full_like = new("full_like");

    internal static readonly Op op_gather = new("gather");

    internal static readonly Op op_gcd = new("gcd");

    internal static readonly Op op_gcd_ = new("gcd_");

    internal static readonly Op op_ge__Scalar = new("ge", "Scalar");

    internal static readonly Op op_ge__Tensor = new("ge", "Tensor");

    internal static readonly Op op_ge___Scalar = new("ge_", "Scalar");

    internal static readonly Op op_ge___Tensor = new("ge_", "Tensor");

    internal static readonly Op op_gelu = new("gelu");

    internal static readonly Op op_gelu_ = new("gelu_");

    internal static readonly Op op_geometric_ = new("geometric_");

    internal static readonly Op op_ger = new("ger");

    internal static readonly Op op_glu = new("glu");

    internal static readonly Op op_greater__Tensor = new("greater", "Tensor");

    internal static readonly Op op_greater_equal__Tensor = new("greater_equal", "Tensor");

    internal static readonly Op op_grid_sampler = new("grid_sampler");

    internal static readonly Op op_group_norm = new("group_norm");

    internal static readonly Op op_gt__Scalar = new("gt", "Scalar");

    internal static readonly Op op_gt__Tensor = new("gt", "Tensor");

    internal static readonly Op op_gt___Scalar = new("gt_", "Scalar");

    internal static readonly Op op_gt___Tensor = new("gt_", "Tensor");

    internal static readonly Op op_hardsigmoid = new("hardsigmoid");

    internal static readonly Op op_hardsigmoid_ = new("hardsigmoid_");

    internal static readonly Op op_hardswish = new("hardswish");

    internal static readonly Op op_hardswish_ = new("hardswish_");

    internal static readonly Op op_hardtanh = new("hardtanh");

    internal static readonly Op op_heaviside = new("heaviside");

    internal static readonly Op op_heaviside_ = new("heaviside_");

    internal static readonly Op op_histc = new("histc");

    internal static readonly Op op_hsplit__array = new("hsplit", "array");

    internal static readonly Op op_hsplit__int = new("hsplit", "int");

    internal static readonly Op op_huber_loss = new("huber_loss");

    internal static readonly Op op_hypot = new("hypot");

    internal static readonly Op op_i0 = new("i0");

    internal static readonly Op op_i0_ = new("i0_");

    internal static readonly Op op_igamma = new("igamma");

    internal static readonly Op op_igammac = new("igammac");

    internal static readonly Op op_im2col = new("im2col");

    internal static readonly Op op_index__Tensor = new("index", "Tensor");

    internal static readonly Op op_index_add = new("index_add");

    internal static readonly Op op_index_add_ = new("index_add_");

    internal static readonly Op op_index_copy = new("index_copy");

    internal static readonly Op op_index_copy_ = new("index_copy_");

    internal static readonly Op op_index_fill___int_Scalar = new("index_fill_", "int_Scalar");

    internal static readonly Op op_index_fill__int_Scalar = new("index_fill", "int_Scalar");

    internal static readonly Op op_index_put_ = new("index_put_");

    internal static readonly Op op_index_select = new("index_select");

    internal static readonly Op op_inner = new("inner");

    internal static readonly Op op_instance_norm = new("instance_norm");

    internal static readonly Op op_inverse = new("inverse");

    internal static readonly Op op_isclose = new("isclose");

    internal static readonly Op op_isfinite = new("isfinite");

    internal static readonly Op op_isin__Tensor_Tensor = new("isin", "Tensor_Tensor");

    internal static readonly Op op_isinf = new("isinf");

    internal static readonly Op op_isnan = new("isnan");

    internal static readonly Op op_isneginf = new("isneginf");

    internal static readonly Op op_isposinf = new("isposinf");

    internal static readonly Op op_isreal = new("isreal");

    internal static readonly Op op_kl_div = new("kl_div");

    internal static readonly Op op_kron = new("kron");

    internal static readonly Op op_kthvalue = new("kthvalue");

    internal static readonly Op op_l1_loss = new("l1_loss");

    internal static readonly Op op_layer_norm = new("layer_norm");

    internal static readonly Op op_lcm = new("lcm");

    internal static readonly Op op_lcm_ = new("lcm_");

    internal static readonly Op op_ldexp_ = new("ldexp_");

    internal static readonly Op op_ldexp__Tensor = new("ldexp", "Tensor");

    internal static readonly Op op_le__Scalar = new("le", "Scalar");

    internal static readonly Op op_le__Tensor = new("le", "Tensor");

    internal static readonly Op op_le___Scalar = new("le_", "Scalar");

    internal static readonly Op op_le___Tensor = new("le_", "Tensor");

    internal static readonly Op op_leaky_relu = new("leaky_relu");

    internal static readonly Op op_leaky_relu_ = new("leaky_relu_");

    internal static readonly Op op_lerp__Tensor = new("lerp", "Tensor");

    internal static readonly Op op_lerp___Tensor = new("lerp_", "Tensor");

    internal static readonly Op op_less__Tensor = new("less", "Tensor");

    internal static readonly Op op_less_equal__Tensor = new("less_equal", "Tensor");

    internal static readonly Op op_less_equal___Tensor = new("less_equal_", "Tensor");

    internal static readonly Op op_lgamma = new("lgamma");

    internal static readonly Op op_lgamma_ = new("lgamma_");

    internal static readonly Op op_linalg_det = new("linalg_det");

    internal static readonly Op op_linalg_inv = new("linalg_inv");

    internal static readonly Op op_linalg_norm = new("linalg_norm");

    internal static readonly Op op_linalg_solve = new("linalg_solve");

    internal static readonly Op op_linalg_vector_norm = new("linalg_vector_norm");

    internal static readonly Op op_linear = new("linear");

    internal static readonly Op op_linspace = new("linspace");

    internal static readonly Op op_log = new("log");

    internal static readonly Op op_log10 = new("log10");

    internal static readonly Op op_log10_ = new("log10_");

    internal static readonly Op op_log1p = new("log1p");

    internal static readonly Op op_log1p_ = new("log1p_");

    internal static readonly Op op_log2 = new("log2");

    internal static readonly Op op_log2_ = new("log2_");

    internal static readonly Op op_log_ = new("log_");

    internal static readonly Op op_log_normal_ = new("log_normal_");

    internal static readonly Op op_log_sigmoid = new("log_sigmoid");

    internal static readonly Op op_log_softmax__int = new("log_softmax", "int");

    internal static readonly Op op_logaddexp = new("logaddexp");

    internal static readonly Op op_logaddexp2 = new("logaddexp2");

    internal static readonly Op op_logcumsumexp = new("logcumsumexp");

    internal static readonly Op op_logdet = new("logdet");

    internal static readonly Op op_logical_and = new("logical_and");

    internal static readonly Op op_logical_and_ = new("logical_and_");

    internal static readonly Op op_logical_not = new("logical_not");

    internal static readonly Op op_logical_not_ = new("logical_not_");

    internal static readonly Op op_logical_or = new("logical_or");

    internal static readonly Op op_logical_or_ = new("logical_or_");

    internal static readonly Op op_logical_xor = new("logical_xor");

    internal static readonly Op op_logical_xor_ = new("logical_xor_");

    internal static readonly Op op_logit = new("logit");

    internal static readonly Op op_logit_ = new("logit_");

    internal static readonly Op op_logspace = new("logspace");

    internal static readonly Op op_logsumexp = new("logsumexp");

    internal static readonly Op op_lt__Scalar = new("lt", "Scalar");

    internal static readonly Op op_lt__Tensor = new("lt", "Tensor");

    internal static readonly Op op_lt___Scalar = new("lt_", "Scalar");

    internal static readonly Op op_lt___Tensor = new("lt_", "Tensor");

    internal static readonly Op op_margin_ranking_loss = new("margin_ranking_loss");

    internal static readonly Op op_masked_fill__Scalar = new("masked_fill", "Scalar");

    internal static readonly Op op_masked_fill___Scalar = new("masked_fill_", "Scalar");

    internal static readonly Op op_masked_scatter = new("masked_scatter");

    internal static readonly Op op_masked_scatter_ = new("masked_scatter_");

    internal static readonly Op op_masked_select = new("masked_select");

    internal static readonly Op op_matmul = new("matmul");

    internal static readonly Op op_matrix_exp = new("matrix_exp");

    internal static readonly Op op_matrix_power = new("matrix_power");

    internal static readonly Op op_max = new("max");

    internal static readonly Op op_max__dim = new("max", "dim");

    internal static readonly Op op_max_pool1d = new("max_pool1d");

    internal static readonly Op op_max_pool2d = new("max_pool2d");

    internal static readonly Op op_max_pool2d_with_indices = new("max_pool2d_with_indices");

    internal static readonly Op op_maximum = new("maximum");

    internal static readonly Op op_mean = new("mean");

    internal static readonly Op op_mean__dim = new("mean", "dim");

    internal static readonly Op op_median = new("median");

    internal static readonly Op op_meshgrid__indexing = new("meshgrid", "indexing");

    internal static readonly Op op_min = new("min");

    internal static readonly Op op_min__dim = new("min", "dim");

    internal static readonly Op op_minimum = new("minimum");

    internal static readonly Op op_mish = new("mish");

    internal static readonly Op op_mish_ = new("mish_");

    internal static readonly Op op_mm = new("mm");

    internal static readonly Op op_mode = new("mode");

    internal static readonly Op op_moveaxis__intlist = new("moveaxis", "intlist");

    internal static readonly Op op_movedim__intlist = new("movedim", "intlist");

    internal static readonly Op op_mse_loss = new("mse_loss");

    internal static readonly Op op_msort = new("msort");

    internal static readonly Op op_mul__Scalar = new("mul", "Scalar");

    internal static readonly Op op_mul__Tensor = new("mul", "Tensor");

    internal static readonly Op op_mul___Scalar = new("mul_", "Scalar");

    internal static readonly Op op_mul___Tensor = new("mul_", "Tensor");

    internal static readonly Op op_multinomial = new("multinomial");

    internal static readonly Op op_multiply__Scalar = new("multiply", "Scalar");

    internal static readonly Op op_multiply__Tensor = new("multiply", "Tensor");

    internal static readonly Op op_mv = new("mv");

    internal static readonly Op op_nan_to_num = new("nan_to_num");

    internal static readonly Op op_nan_to_num_ = new("nan_to_num_");

    internal static readonly Op op_nanmean = new("nanmean");

    internal static readonly Op op_nanmedian = new("nanmedian");

    internal static readonly Op op_nansum = new("nansum");

    internal static readonly Op op_narrow = new("narrow");

    internal static readonly Op op_ne__Scalar = new("ne", "Scalar");

    internal static readonly Op op_ne__Tensor = new("ne", "Tensor");

    internal static readonly Op op_ne___Scalar = new("ne_", "Scalar");

    internal static readonly Op op_ne___Tensor = new("ne_", "Tensor");

    internal static readonly Op op_neg = new("neg");

    internal static readonly Op op_neg_ = new("neg_");

    internal static readonly Op op_negative = new("negative");

    internal static readonly Op op_nextafter = new("nextafter");

    internal static readonly Op op_nextafter_ = new("nextafter_");

    internal static readonly Op op_nll_loss_nd = new("nll_loss_nd");

    internal static readonly Op op_nonzero = new("nonzero");

    internal static readonly Op op_nonzero_numpy = new("nonzero_numpy");

    internal static readonly Op op_norm__Scalar = new("norm", "Scalar");

    internal static readonly Op op_norm__ScalarOpt_dim = new("norm", "ScalarOpt_dim");

    internal static readonly Op op_normal_ = new("normal_");

    internal static readonly Op op_normal__Tensor_Tensor = new("normal", "Tensor_Tensor");

    internal static readonly Op op_not_equal__Tensor = new("not_equal", "Tensor");

    internal static readonly Op op_not_equal___Tensor = new("not_equal_", "Tensor");

    internal static readonly Op op_one_hot = new("one_hot");

    internal static readonly Op op_ones = new("ones");

    internal static readonly Op op_ones_like = new("ones_like");

    internal static readonly Op op_outer = new("outer");

    internal static readonly Op op_pad = new("pad");

    internal static readonly Op op_pairwise_distance = new("pairwise_distance");

    internal static readonly Op op_permute = new("permute");

    internal static readonly Op op_pin_memory = new("pin_memory");

    internal static readonly Op op_pixel_shuffle = new("pixel_shuffle");

    internal static readonly Op op_pixel_unshuffle = new("pixel_unshuffle");

    internal static readonly Op op_poisson = new("poisson");

    internal static readonly Op op_polygamma_ = new("polygamma_");

    internal static readonly Op op_positive = new("positive");

    internal static readonly Op op_pow__Tensor_Scalar = new("pow", "Tensor_Scalar");

    internal static readonly Op op_pow__Tensor_Tensor = new("pow", "Tensor_Tensor");

    internal static readonly Op op_pow___Scalar = new("pow_", "Scalar");

    internal static readonly Op op_pow___Tensor = new("pow_", "Tensor");

    internal static readonly Op op_prelu = new("prelu");

    internal static readonly Op op_prod = new("prod");

    internal static readonly Op op_prod__dim_int = new("prod", "dim_int");

    internal static readonly Op op_promote_types = new("promote_types");

    internal static readonly Op op_quantile = new("quantile");

    internal static readonly Op op_rad2deg = new("rad2deg");

    internal static readonly Op op_rad2deg_ = new("rad2deg_");

    internal static readonly Op op_rand__generator = new("rand", "generator");

    internal static readonly Op op_rand_like = new("rand_like");

    internal static readonly Op op_randint__low_generator = new("randint", "low_generator");

    internal static readonly Op op_randint_like__low_dtype = new("randint_like", "low_dtype");

    internal static readonly Op op_randn__generator = new("randn", "generator");

    internal static readonly Op op_randn_like = new("randn_like");

    internal static readonly Op op_random___from = new("random_", "from");

    internal static readonly Op op_randperm__generator = new("randperm", "generator");

    internal static readonly Op op_ravel = new("ravel");

    internal static readonly Op op_reciprocal = new("reciprocal");

    internal static readonly Op op_reciprocal_ = new("reciprocal_");

    internal static readonly Op op_relu = new("relu");

    internal static readonly Op op_relu6 = new("relu6");

    internal static readonly Op op_relu6_ = new("relu6_");

    internal static readonly Op op_relu_ = new("relu_");

    internal static readonly Op op_remainder__Scalar = new("remainder", "Scalar");

    internal static readonly Op op_remainder__Tensor = new("remainder", "Tensor");

    internal static readonly Op op_remainder___Scalar = new("remainder_", "Scalar");

    internal static readonly Op op_remainder___Tensor = new("remainder_", "Tensor");

    internal static readonly Op op_renorm = new("renorm");

    internal static readonly Op op_repeat = new("repeat");

    internal static readonly Op op_repeat_interleave__self_Tensor = new("repeat_interleave", "self_Tensor");

    internal static readonly Op op_repeat_interleave__self_int = new("repeat_interleave", "self_int");

    internal static readonly Op op_reshape = new("reshape");

    internal static readonly Op op_result_type__Tensor = new("result_type", "Tensor");

    internal static readonly Op op_roll = new("roll");

    internal static readonly Op op_rot90 = new("rot90");

    internal static readonly Op op_round = new("round");

    internal static readonly Op op_round_ = new("round_");

    internal static readonly Op op_round___decimals = new("round_", "decimals");

    internal static readonly Op op_round__decimals = new("round", "decimals");

    internal static readonly Op op_rsqrt = new("rsqrt");

    internal static readonly Op op_rsqrt_ = new("rsqrt_");

    internal static readonly Op op_rsub__Scalar = new("rsub", "Scalar");

    internal static readonly Op op_scaled_dot_product_attention = new("scaled_dot_product_attention");

    internal static readonly Op op_scatter___src = new("scatter_", "src");

    internal static readonly Op op_scatter__src = new("scatter", "src");

    internal static readonly Op op_scatter_add = new("scatter_add");

    internal static readonly Op op_scatter_add_ = new("scatter_add_");

    internal static readonly Op op_searchsorted__Scalar = new("searchsorted", "Scalar");

    internal static readonly Op op_searchsorted__Tensor = new("searchsorted", "Tensor");

    internal static readonly Op op_select__int = new("select", "int");

    internal static readonly Op op_select_scatter = new("select_scatter");

    internal static readonly Op op_selu = new("selu");

    internal static readonly Op op_selu_ = new("selu_");

    internal static readonly Op op_set___source_Tensor = new("set_", "source_Tensor");

    internal static readonly Op op_sgn = new("sgn");

    internal static readonly Op op_sgn_ = new("sgn_");

    internal static readonly Op op_sigmoid = new("sigmoid");

    internal static readonly Op op_sigmoid_ = new("sigmoid_");

    internal static readonly Op op_sign = new("sign");

    internal static readonly Op op_sign_ = new("sign_");

    internal static readonly Op op_signbit = new("signbit");

    internal static readonly Op op_silu = new("silu");

    internal static readonly Op op_silu_ = new("silu_");

    internal static readonly Op op_sin = new("sin");

    internal static readonly Op op_sin_ = new("sin_");

    internal static readonly Op op_sinc = new("sinc");

    internal static readonly Op op_sinc_ = new("sinc_");

    internal static readonly Op op_sinh = new("sinh");

    internal static readonly Op op_sinh_ = new("sinh_");

    internal static readonly Op op_slice__Tensor = new("slice", "Tensor");

    internal static readonly Op op_slice_scatter = new("slice_scatter");

    internal static readonly Op op_smooth_l1_loss = new("smooth_l1_loss");

    internal static readonly Op op_soft_margin_loss = new("soft_margin_loss");

    internal static readonly Op op_softmax__int = new("softmax", "int");

    internal static readonly Op op_softplus = new("softplus");

    internal static readonly Op op_sort__stable = new("sort", "stable");

    internal static readonly Op op_split__Tensor = new("split", "Tensor");

    internal static readonly Op op_split_with_sizes = new("split_with_sizes");

    internal static readonly Op op_sqrt = new("sqrt");

    internal static readonly Op op_sqrt_ = new("sqrt_");

    internal static readonly Op op_square = new("square");

    internal static readonly Op op_squeeze = new("squeeze");

    internal static readonly Op op_squeeze_ = new("squeeze_");

    internal static readonly Op op_squeeze___dim = new("squeeze_", "dim");

    internal static readonly Op op_squeeze__dim = new("squeeze", "dim");

    internal static readonly Op op_stack = new("stack");

    internal static readonly Op op_std = new("std");

    internal static readonly Op op_std__dim = new("std", "dim");

    internal static readonly Op op_std_mean = new("std_mean");

    internal static readonly Op op_std_mean__dim = new("std_mean", "dim");

    internal static readonly Op op_sub__Scalar = new("sub", "Scalar");

    internal static readonly Op op_sub__Tensor = new("sub", "Tensor");

    internal static readonly Op op_sub___Scalar = new("sub_", "Scalar");

    internal static readonly Op op_sub___Tensor = new("sub_", "Tensor");

    internal static readonly Op op_subtract__Scalar = new("subtract", "Scalar");

    internal static readonly Op op_subtract__Tensor = new("subtract", "Tensor");

    internal static readonly Op op_subtract___Scalar = new("subtract_", "Scalar");

    internal static readonly Op op_subtract___Tensor = new("subtract_", "Tensor");

    internal static readonly Op op_sum = new("sum");

    internal static readonly Op op_sum__dim_IntList = new("sum", "dim_IntList");

    internal static readonly Op op_swapaxes = new("swapaxes");

    internal static readonly Op op_swapdims = new("swapdims");

    internal static readonly Op op_t = new("t");

    internal static readonly Op op_take = new("take");

    internal static readonly Op op_take_along_dim = new("take_along_dim");

    internal static readonly Op op_tan = new("tan");

    internal static readonly Op op_tan_ = new("tan_");

    internal static readonly Op op_tanh = new("tanh");

    internal static readonly Op op_tanh_ = new("tanh_");

    internal static readonly Op op_tensor_split__indices = new("tensor_split", "indices");

    internal static readonly Op op_tensor_split__sections = new("tensor_split", "sections");

    internal static readonly Op op_tensor_split__tensor_indices_or_sections = new("tensor_split", "tensor_indices_or_sections");

    internal static readonly Op op_tensordot = new("tensordot");

    internal static readonly Op op_threshold = new("threshold");

    internal static readonly Op op_threshold_ = new("threshold_");

    internal static readonly Op op_tile = new("tile");

    internal static readonly Op op_to__dtype = new("to", "dtype");

    internal static readonly Op op_to__dtype_layout = new("to", "dtype_layout");

    internal static readonly Op op_topk = new("topk");

    internal static readonly Op op_trace = new("trace");

    internal static readonly Op op_transpose_ = new("transpose_");

    internal static readonly Op op_transpose__int = new("transpose", "int");

    internal static readonly Op op_trapezoid__x = new("trapezoid", "x");

    internal static readonly Op op_tril = new("tril");

    internal static readonly Op op_tril_ = new("tril_");

    internal static readonly Op op_tril_indices = new("tril_indices");

    internal static readonly Op op_triplet_margin_loss = new("triplet_margin_loss");

    internal static readonly Op op_triu = new("triu");

    internal static readonly Op op_triu_ = new("triu_");

    internal static readonly Op op_triu_indices = new("triu_indices");

    internal static readonly Op op_true_divide___Scalar = new("true_divide_", "Scalar");

    internal static readonly Op op_true_divide___Tensor = new("true_divide_", "Tensor");

    internal static readonly Op op_trunc = new("trunc");

    internal static readonly Op op_trunc_ = new("trunc_");

    internal static readonly Op op_unbind__int = new("unbind", "int");

    internal static readonly Op op_unfold = new("unfold");

    internal static readonly Op op_uniform_ = new("uniform_");

    internal static readonly Op op_unique_consecutive = new("unique_consecutive");

    internal static readonly Op op_unique_dim = new("unique_dim");

    internal static readonly Op op_unsqueeze = new("unsqueeze");

    internal static readonly Op op_unsqueeze_ = new("unsqueeze_");

    internal static readonly Op op_upsample_bicubic2d__vec = new("upsample_bicubic2d", "vec");

    internal static readonly Op op_upsample_bilinear2d__vec = new("upsample_bilinear2d", "vec");

    internal static readonly Op op_upsample_linear1d__vec = new("upsample_linear1d", "vec");

    internal static readonly Op op_upsample_nearest1d__vec = new("upsample_nearest1d", "vec");

    internal static readonly Op op_upsample_nearest2d__vec = new("upsample_nearest2d", "vec");

    internal static readonly Op op_upsample_nearest3d__vec = new("upsample_nearest3d", "vec");

    internal static readonly Op op_upsample_trilinear3d__vec = new("upsample_trilinear3d", "vec");

    internal static readonly Op op_var = new("var");

    internal static readonly Op op_var__dim = new("var", "dim");

    internal static readonly Op op_var_mean = new("var_mean");

    internal static readonly Op op_var_mean__dim = new("var_mean", "dim");

    internal static readonly Op op_vdot = new("vdot");

    internal static readonly Op op_view = new("view");

    internal static readonly Op op_view_as_complex = new("view_as_complex");

    internal static readonly Op op_view_as_real = new("view_as_real");

    internal static readonly Op op_vsplit__array = new("vsplit", "array");

    internal static readonly Op op_vsplit__int = new("vsplit", "int");

    internal static readonly Op op_where__self = new("where", "self");

    internal static readonly Op op_xlogy__Scalar_Other = new("xlogy", "Scalar_Other");

    internal static readonly Op op_xlogy__Tensor = new("xlogy", "Tensor");

    internal static readonly Op op_xlogy___Scalar_Other = new("xlogy_", "Scalar_Other");

    internal static readonly Op op_xlogy___Tensor = new("xlogy_", "Tensor");

    internal static readonly Op op_zero_ = new("zero_");

    internal static readonly Op op_zeros = new("zeros");

    internal static readonly Op op_zeros_like = new("zeros_like");
}
