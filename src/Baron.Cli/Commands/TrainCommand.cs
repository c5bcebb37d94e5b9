using System.CommandLine;
using System.Globalization;
using Baron.Configuration;
using Baron.Hosting;
using Baron.Ops;

namespace Baron.Cli.Commands;

/// <summary><c>baron train CONFIG [options]</c>.</summary>
internal static class TrainCommand
{
    public static Command Create(CommonOptions common, CliConsole console)
    {
        var config = new Argument<string>("CONFIG") { Description = "The config file." };
        var settings = new RunSettings();
        var workDir = new Option<string?>("--work-dir") { Description = "The folder of logs and checkpoints; work_dirs/NAME when absent.", HelpName = "D" };
        var resume = new Option<string?>("--resume")
        {
            Description = "Continue the run of the work directory, or from a checkpoint.",
            HelpName = "CKPT",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var overwrite = new Option<bool>("--overwrite") { Description = "Remove the checkpoints of another run from the work directory." };
        var scale = new Option<bool>("--auto-scale-lr") { Description = "Scale the learning rate with the effective batch: batch size, accumulated iterations and processes over auto_scale_lr.base_batch_size." };
        var amp = new Option<bool>("--amp") { Description = "Train in mixed precision: float16 on CUDA, bfloat16 on the CPU (AmpOptimWrapper)." };
        var command = new Command("train", "Train a model.") { config, workDir, resume, overwrite, scale, amp };
        settings.AddTo(command);
        command.SetAction(parsed =>
        {
            var changes = settings.Overrides(parsed);
            RunSettings.Add(changes, "work_dir", parsed.GetValue(workDir), "--work-dir");
            var resumes = parsed.GetResult(resume) is { Implicit: false };
            var checkpoint = parsed.GetValue(resume);
            if (resumes && checkpoint is null)
            {
                changes.Add(ConfigOverride.Set("resume", true, "--resume"));
            }

            if (parsed.GetValue(amp))
            {
                changes.Add(MixedPrecision(ConfigDocument.Load(parsed.GetRequiredValue(config), changes)));
            }

            var document = ConfigDocument.Load(parsed.GetRequiredValue(config), changes);
            using var display = console.CreateDisplay(json: false);
            var options = new RunOptions
            {
                Display = display,
                ResumeFrom = checkpoint,
                Overwrite = parsed.GetValue(overwrite),
                AutoScaleLr = parsed.GetValue(scale),
            };
            using var run = common.StartHost(parsed, document).Open(document, options);
            using var trainer = run.CreateTrainer();
            display.Message($"Training {document.Name} on {run.Device} for {trainer.TotalIterations - trainer.Iteration} iterations; work directory {run.WorkDir}");
            using (console.OnStop(trainer.RequestStop))
            {
                trainer.Train();
            }

            display.Message(string.Create(CultureInfo.InvariantCulture, $"Done: {trainer.Iteration} iterations, {trainer.TrainSeconds:F1} s of training. {run.WorkDir}"));
            return 0;
        });
        return command;
    }

    private static ConfigOverride MixedPrecision(ConfigDocument document)
    {
        Autocast.RequireSupport();
        var type = ((document.Root["optim_wrapper"] as ConfigTable)?["type"] as ConfigScalar)?.Value as string ?? "OptimWrapper";
        return type is "OptimWrapper" or "AmpOptimWrapper"
            ? ConfigOverride.Set("optim_wrapper.type", "AmpOptimWrapper", "--amp")
            : throw new BaronException($"--amp replaces OptimWrapper by AmpOptimWrapper, but optim_wrapper.type is '{type}'; set its own precision in the config instead.");
    }
}
