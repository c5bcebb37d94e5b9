using Baron.Checkpoints;
using Baron.Checkpoints.Maps;
using Baron.Configuration;
using Baron.Modeling;
using Baron.Registry;
using TorchSharp;
using static TorchSharp.torch;

namespace Baron.Hosting;

/// <summary>Class embeddings by the prompt ensemble of a vision-language model, from its config or its checkpoint.</summary>
public static class ClassEmbedder
{
    private const string ModelKind = "vision_language_model";
    private const string TextTower = "text_encoder.";

    /// <summary>Embeds classes with the model of a config.</summary>
    /// <param name="host">The host for that config.</param>
    /// <param name="document">
    /// A config that has a vision-language model anywhere (a detector's <c>clip_cfg</c>, say), or a table with a <c>text_encoder</c>.
    /// </param>
    /// <param name="classes">At least one name.</param>
    /// <param name="options">Settings.</param>
    /// <returns><c>[classes, E]</c> float32 of unit length; <c>[classes, D]</c> for block 12.</returns>
    /// <exception cref="BaronException">The config has no such model, or its weights are not known or do not fit.</exception>
    public static Tensor Embed(BaronHost host, ConfigDocument document, IReadOnlyList<string> classes, ClassEmbedderOptions? options = null)
    {
        options ??= new ClassEmbedderOptions();
        var types = host.Catalog.OfKind(ModelKind).SelectMany(c => new[] { c.Name, c.QualifiedName }).ToHashSet(StringComparer.Ordinal);
        var model = Find(document.Root, table => table["type"] is ConfigScalar { Value: string type } && types.Contains(type) && table["text_encoder"] is ConfigTable)
            ?? Find(document.Root, table => table["text_encoder"] is ConfigTable)
            ?? throw new BaronException($"{document.FilePath}: no table of this config has a text_encoder, so there is nothing that embeds words.");
        var tower = model["text_encoder"]!.AsTable();
        if (options.Weights is not null)
        {
            tower = tower.Without("init_cfg");
        }
        else if (!tower.Contains("init_cfg"))
        {
            throw new BaronException($"{document.FilePath}: its text_encoder has no init_cfg, so its weights would be random; name a checkpoint with --weights.");
        }

        var type = model["type"] is ConfigScalar { Value: string known } && types.Contains(known) ? known : "CLIP";
        return Embed(host, Table(type, tower, options.BpePath ?? (model["bpe_path"] as ConfigScalar)?.Value as string), options.Weights, classes, options);
    }

    /// <summary>Embeds classes with the text tower of a checkpoint, whose sizes its tensors tell.</summary>
    /// <param name="host">A host.</param>
    /// <param name="checkpoint">CLIP's weights with OpenAI's, Hugging Face's or Baron's names.</param>
    /// <param name="classes">At least one name.</param>
    /// <param name="options">Settings.</param>
    /// <returns><c>[classes, E]</c> float32 of unit length; <c>[classes, D]</c> for block 12.</returns>
    /// <exception cref="BaronException">The file is unusable or has no text tower.</exception>
    public static Tensor Embed(BaronHost host, string checkpoint, IReadOnlyList<string> classes, ClassEmbedderOptions? options = null)
    {
        options ??= new ClassEmbedderOptions();
        ConfigTable tower;
        using (NewDisposeScope())
        {
            tower = TowerOf(ReadClip(checkpoint), checkpoint, options.Heads);
        }

        return Embed(host, Table("CLIP", tower, options.BpePath), checkpoint, classes, options);
    }

    private static Tensor Embed(BaronHost host, ConfigTable table, string? weights, IReadOnlyList<string> classes, ClassEmbedderOptions options)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var model = new ComponentFactory(host.Catalog).Create<IVisionLanguageModel>(table);
        if (weights is null)
        {
            model.InitWeights();
        }
        else
        {
            StateDictLoader.Load(model.AsModule(), ReadClip(weights).ToDictionary(t => t.Key, t => t.Value), weights, new StateDictLoadOptions
            {
                MayBeUnexpected = name => !name.StartsWith(TextTower, StringComparison.Ordinal),
            });
        }

        return model.EmbedClasses(classes, options.Templates, options.Block12).MoveToOuterDisposeScope();
    }

    private static List<KeyValuePair<string, Tensor>> ReadClip(string path)
    {
        using var file = CheckpointFile.Open(path);
        var names = KeyMaps.Detect(file.Tensors.Select(t => t.Name));
        if (names is not (KeyConvention.OpenAiClip or KeyConvention.HuggingFaceClip or KeyConvention.BaronClip))
        {
            throw new BaronException($"{path} is not a CLIP checkpoint: none of its names is one of OpenAI's, Hugging Face's or Baron's CLIP.");
        }

        // Image towers are large and not needed; Hugging Face's is told by its own prefix.
        var text = file.Tensors
            .Where(t => !t.Name.StartsWith("visual", StringComparison.Ordinal) && !t.Name.StartsWith("vision_model.", StringComparison.Ordinal) && !t.Name.StartsWith("image_encoder.", StringComparison.Ordinal))
            .Select(t => KeyValuePair.Create(t.Name, t.Load()))
            .ToList();
        return [.. KeyMaps.Convert(names, KeyConvention.BaronClip, text).Tensors];
    }

    private static ConfigTable TowerOf(List<KeyValuePair<string, Tensor>> weights, string path, int? heads)
    {
        var (length, width) = Shape("positional_embedding");
        var (_, embedDim) = Shape("text_projection");
        var (vocabulary, _) = Shape("token_embedding.weight");
        var layers = weights.Select(t => t.Key.Split('.')).Where(parts => parts is [_, "transformer", "resblocks", ..]).Select(parts => parts[3]).Distinct(StringComparer.Ordinal).Count();
        return (ConfigTable)ConfigNode.From(
            new Dictionary<string, object>
            {
                ["type"] = "CLIPTextEncoder",
                ["embed_dim"] = embedDim,
                ["context_length"] = length,
                ["vocab_size"] = vocabulary,
                ["transformer_width"] = width,
                ["transformer_heads"] = (long)(heads ?? (int)Math.Max(1, width / 64)),
                ["transformer_layers"] = (long)layers,
            },
            new SourcePosition(path));

        (long Rows, long Columns) Shape(string name) => weights.Find(t => t.Key == TextTower + name).Value is { } tensor && tensor.dim() == 2
            ? (tensor.shape[0], tensor.shape[1])
            : throw new BaronException($"{path} has no text tower ('{name}' is missing).");
    }

    private static ConfigTable Table(string type, ConfigTable tower, string? vocabulary)
    {
        var position = tower.Position;
        var entries = new List<ConfigEntry> { new("type", position, new ConfigScalar(type, position)), new("text_encoder", position, tower) };
        if (vocabulary is not null)
        {
            entries.Add(new ConfigEntry("bpe_path", position, new ConfigScalar(vocabulary, position)));
        }

        return new ConfigTable(entries, position);
    }

    private static ConfigTable? Find(ConfigNode node, Func<ConfigTable, bool> fits) => node switch
    {
        ConfigTable table when fits(table) => table,
        ConfigTable table => table.Entries.Select(e => Find(e.Value, fits)).FirstOrDefault(found => found is not null),
        ConfigArray list => list.Select(item => Find(item, fits)).FirstOrDefault(found => found is not null),
        _ => null,
    };
}
