namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static class utils
        {
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2)
            {
                using var scope = NewDisposeScope();
                using var noGrad = no_grad();
                var grads = tensors.Select(p => p.grad).Where(g => g is not null).ToList();
                if (grads.Count == 0)
                {
                    return 0;
                }

                var total = stack(grads.Select(g => g.norm((float)norm_type))).norm((float)norm_type).ToDouble();
                var coefficient = max_norm / (total + 1e-6);
                if (coefficient < 1)
                {
                    foreach (var grad in grads)
                    {
                        grad.mul_(coefficient);
                    }
                }

                return total;
            }

            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using var scope = NewDisposeScope();
                using var noGrad = no_grad();
                foreach (var grad in tensors.Select(p => p.grad).Where(g => g is not null))
                {
                    grad.clamp_(-clip_value, clip_value);
                }
            }
        }
    }
}
