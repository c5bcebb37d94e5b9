namespace Baron.Clip.Prompts;

/// <summary>Sentences that class names are put into.</summary>
public static class PromptTemplates
{
    /// <summary>Stands for the class name.</summary>
    public const string Name = "{}";

    /// <summary>Stands for <c>a</c> or <c>an</c>.</summary>
    public const string Article = "{article}";

    /// <summary>The 63 templates of ViLD (Gu et al., ICLR 2022, appendix), which the method uses.</summary>
    public static IReadOnlyList<string> Vild { get; } =
    [
        "There is {article} {} in the scene.",
        "There is the {} in the scene.",
        "This is a photo of {article} {} in the scene.",
        "This is a photo of the {} in the scene.",
        "This is a photo of one {} in the scene.",
        "itap of {article} {}.",
        "itap of my {}.",
        "itap of the {}.",
        "This is a photo of {article} {}.",
        "This is a photo of my {}.",
        "This is a photo of the {}.",
        "This is a photo of one {}.",
        "This is a photo of many {}.",
        "This is a good photo of {article} {}.",
        "This is a good photo of the {}.",
        "This is a bad photo of {article} {}.",
        "This is a bad photo of the {}.",
        "This is a photo of a nice {}.",
        "This is a photo of the nice {}.",
        "This is a photo of a cool {}.",
        "This is a photo of the cool {}.",
        "This is a photo of a weird {}.",
        "This is a photo of the weird {}.",
        "This is a photo of a small {}.",
        "This is a photo of the small {}.",
        "This is a photo of a large {}.",
        "This is a photo of the large {}.",
        "This is a photo of a clean {}.",
        "This is a photo of the clean {}.",
        "This is a photo of a dirty {}.",
        "This is a photo of the dirty {}.",
        "This is a bright photo of {article} {}.",
        "This is a bright photo of the {}.",
        "This is a dark photo of {article} {}.",
        "This is a dark photo of the {}.",
        "This is a photo of a hard to see {}.",
        "This is a photo of the hard to see {}.",
        "This is a low resolution photo of {article} {}.",
        "This is a low resolution photo of the {}.",
        "This is a cropped photo of {article} {}.",
        "This is a cropped photo of the {}.",
        "This is a close-up photo of {article} {}.",
        "This is a close-up photo of the {}.",
        "This is a jpeg corrupted photo of {article} {}.",
        "This is a jpeg corrupted photo of the {}.",
        "This is a blurry photo of {article} {}.",
        "This is a blurry photo of the {}.",
        "This is a pixelated photo of {article} {}.",
        "This is a pixelated photo of the {}.",
        "This is a black and white photo of the {}.",
        "This is a black and white photo of {article} {}.",
        "This is a plastic {}.",
        "This is the plastic {}.",
        "This is a toy {}.",
        "This is the toy {}.",
        "This is a plushie {}.",
        "This is the plushie {}.",
        "This is a cartoon {}.",
        "This is the cartoon {}.",
        "This is an embroidered {}.",
        "This is the embroidered {}.",
        "This is a painting of the {}.",
        "This is a painting of a {}.",
    ];

    /// <summary>A template with a class name put in.</summary>
    /// <param name="template">A text with <see cref="Name"/> and, where wanted, <see cref="Article"/>.</param>
    /// <param name="className">
    /// The name: underscores become spaces, a slash becomes "or", capitals small, dots at the end are dropped. The article
    /// follows the first letter as it was given.
    /// </param>
    public static string Fill(string template, string className)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentException.ThrowIfNullOrEmpty(className);
        var name = className.Replace("_", " ", StringComparison.Ordinal).Replace("/", " or ", StringComparison.Ordinal).ToLowerInvariant().TrimEnd('.');
        var article = className[0] is 'a' or 'e' or 'i' or 'o' or 'u' ? "an" : "a";
        return template.Replace(Article, article, StringComparison.Ordinal).Replace(Name, name, StringComparison.Ordinal);
    }
}
