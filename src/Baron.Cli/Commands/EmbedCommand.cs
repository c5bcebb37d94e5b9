using System.CommandLine;
using Baron.Checkpoints;
using Baron.Configuration;
using Baron.Hosting;
using static TorchSharp.torch;

namespace Baron.Cli.Commands;

/// <summary><c>baron embed --classes ... --clip CONFIG_OR_CKPT -o F.npy [--attn12]</c>.</summary>
internal static class EmbedCommand
{
    public static Command Create(CommonOptions common, CliConsole console)
    {
        var classes = new Option<string?>("--classes") { Description = "Class names, separated by commas; or --classes-file.", HelpName = "a,b,c" };
        var classesFile = new Option<string?>("--classes-file") { Description = "Class names, one a line; or --classes.", HelpName = "F" };
        var clip = new Option<string>("--clip") { Description = "A config with a CLIP (.toml), or CLIP's checkpoint (OpenAI's, Hugging Face's or Baron's names).", HelpName = "CONFIG_OR_CKPT", Required = true };
        var output = new Option<string>("-o", "--out") { Description = "The file to write: float32, one row a class.", HelpName = "F.npy", Required = true };
        var block12 = new Option<bool>("--attn12") { Description = "Take the end-of-text state after block 12, without final norm and projection." };
        var templates = new Option<string?>("--templates") { Description = "Prompts, one a line, {} for the class name; the method's 63 when absent.", HelpName = "F" };
        var weights = new Option<string?>("--weights") { Description = "Weights instead of those that the config names.", HelpName = "K" };
        var heads = new Option<int?>("--heads") { Description = "Attention heads of a checkpoint's text tower; one for 64 channels when absent.", HelpName = "N" };
        var vocabulary = new Option<string?>("--bpe") { Description = "The vocabulary, where it is not OpenAI's.", HelpName = "F" };
        var set = CommonOptions.CreateSet();
        var unset = CommonOptions.CreateUnset();
        var command = new Command("embed", "Class embeddings by prompt ensemble.") { classes, classesFile, clip, output, block12, templates, weights, heads, vocabulary, set, unset };
        command.SetAction(parsed =>
        {
            var names = (parsed.GetValue(classes), parsed.GetValue(classesFile)) switch
            {
                ({ } text, null) => Vocabulary.Parse(text),
                (null, { } file) => Vocabulary.Read(file),
                _ => throw new BaronException("Give the class names with either --classes or --classes-file."),
            };
            if (parsed.GetValue(heads) is < 1)
            {
                throw new BaronException($"--heads is {parsed.GetValue(heads)}; it must be at least 1.");
            }

            var options = new ClassEmbedderOptions
            {
                Block12 = parsed.GetValue(block12),
                Templates = parsed.GetValue(templates) is { } prompts ? Vocabulary.Read(prompts) : null,
                Weights = parsed.GetValue(weights),
                Heads = parsed.GetValue(heads),
                BpePath = parsed.GetValue(vocabulary),
            };
            var target = parsed.GetRequiredValue(output);
            using var scope = NewDisposeScope();
            var embeddings = Embed(common, parsed, parsed.GetRequiredValue(clip), CommonOptions.Overrides(parsed, set, unset), names, options);
            NpyFile.Save(target, embeddings);
            console.Out.WriteLine($"{target}: {embeddings.shape[0]} classes, {embeddings.shape[1]} numbers each.");
            return 0;
        });
        return command;
    }

    private static Tensor Embed(CommonOptions common, ParseResult parsed, string clip, List<ConfigOverride> overrides, IReadOnlyList<string> names, ClassEmbedderOptions options)
    {
        if (Path.GetExtension(clip).Equals(".toml", StringComparison.OrdinalIgnoreCase))
        {
            var document = ConfigDocument.Load(clip, overrides);
            return ClassEmbedder.Embed(common.StartHost(parsed, document), document, names, options);
        }

        if (options.Weights is not null || overrides.Count > 0)
        {
            throw new BaronException("--weights and --set go with a config; --clip names a checkpoint here.");
        }

        return ClassEmbedder.Embed(common.StartHost(parsed), clip, names, options);
    }
}
