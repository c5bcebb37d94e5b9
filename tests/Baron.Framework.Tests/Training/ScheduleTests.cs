using Baron.Training.Optimizers;
using Baron.Training.Schedules;
using NUnit.Framework;

namespace Baron.Framework.Tests.Training;

public sealed class ScheduleTests
{
    [Test]
    public void Cosine_annealing_after_warm_up_ends_at_zero()
    {
        var rates = Rates(2000, new LinearLr(0.01, begin: 0, end: 100, byEpoch: false), new CosineAnnealingLr(begin: 100, end: 2000, byEpoch: false));
        Assert.Multiple(() =>
        {
            Assert.That(rates[0], Is.EqualTo(0.01).Within(1e-12));
            Assert.That(rates[99], Is.EqualTo(1).Within(1e-12), "the warm-up ends at step end - 1");
            Assert.That(rates[100], Is.EqualTo(1).Within(1e-12));
            Assert.That(rates[1050], Is.EqualTo(0.5).Within(1e-9), "half-way down the cosine");
            Assert.That(rates[1999], Is.EqualTo((1 + Math.Cos(Math.PI * 1899 / 1900)) / 2).Within(1e-9));
        });
    }

    [Test]
    public void Cosine_annealing_reaches_its_minimum()
    {
        var rates = Rates(11, new CosineAnnealingLr(tMax: 10, etaMin: 0.2, byEpoch: false));
        Assert.That(rates[10], Is.EqualTo(0.2).Within(1e-12));
        Assert.That(rates[5], Is.EqualTo(0.6).Within(1e-12));
    }

    [Test]
    public void Constant_factor_is_taken_back_at_its_last_step()
    {
        var rates = Rates(6, new ConstantLr(0.25, begin: 1, end: 4, byEpoch: false));
        Assert.That(rates, Is.EqualTo(new[] { 1, 0.25, 0.25, 1, 1, 1 }).Within(1e-12));
    }

    [Test]
    public void Milestones_count_from_the_begin_and_repeat_when_named_twice()
    {
        var rates = Rates(6, new MultiStepLr([1, 3, 3], 0.1, begin: 1, end: 6, byEpoch: false));
        Assert.That(rates, Is.EqualTo(new[] { 1, 1, 0.1, 0.1, 0.001, 0.001 }).Within(1e-15));
    }

    [Test]
    public void Epochs_can_be_converted_to_iterations()
    {
        var group = new ParameterGroup([], 1, 0);
        var schedule = new LinearLr(0.5, begin: 0, end: 2, byEpoch: true, convertToIterBased: true);
        schedule.Attach([group], 3, 6);
        var rates = new List<double>();
        for (var t = 0; t < 6; t++)
        {
            rates.Add(group.LearningRate);
            schedule.Step();
        }

        Assert.That(schedule.ByEpoch, Is.False);
        Assert.That(rates, Is.EqualTo(new[] { 0.5, 0.6, 0.7, 0.8, 0.9, 1.0 }).Within(1e-12));
    }

    [Test]
    public void Settings_that_would_make_a_rate_negative_are_refused()
    {
        Assert.That(() => new MultiStepLr([3], gamma: -0.5), Throws.TypeOf<BaronException>().With.Message.Contains("gamma"));
        Assert.That(() => new MultiStepLr([-1, 3]), Throws.TypeOf<BaronException>().With.Message.Contains("milestone"));
        Assert.That(() => new CosineAnnealingLr(etaMin: -1e-3), Throws.TypeOf<BaronException>().With.Message.Contains("eta_min"));
    }

    [Test]
    public void An_open_schedule_that_begins_after_the_run_is_refused()
    {
        Assert.That(() => new CosineAnnealingLr(begin: 5, byEpoch: false).Attach([], null, 5), Throws.TypeOf<BaronException>().With.Message.Contains("begin is step 5, but the run has 5"));
        Assert.That(() => new CosineAnnealingLr(begin: 5, end: 9, byEpoch: false).Attach([], null, 5), Throws.Nothing, "a run that was cut short");
    }

    [Test]
    public void An_empty_range_is_refused() =>
        Assert.That(() => new LinearLr(begin: 5, end: 5), Throws.TypeOf<BaronException>());

    private static double[] Rates(int count, params IParamScheduler[] schedules)
    {
        var group = new ParameterGroup([], 1, 0);
        foreach (var schedule in schedules)
        {
            schedule.Attach([group], null, count);
        }

        var rates = new double[count];
        for (var t = 0; t < count; t++)
        {
            rates[t] = group.LearningRate;
            foreach (var schedule in schedules)
            {
                schedule.Step();
            }
        }

        return rates;
    }
}
