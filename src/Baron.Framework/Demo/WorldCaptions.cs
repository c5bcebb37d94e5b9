namespace Baron.Demo;

/// <summary>Sentences about scenes of the demo world.</summary>
public static class WorldCaptions
{
    private static readonly string[] SceneTemplates =
    [
        "a photo of {}.", "there is {} in the scene.", "{}.", "a picture of {}.", "an image with {}.", "a scene with {}.", "this is a photo of {}.",
        "{} on a messy background.",
    ];

    private static readonly string[] EmptyScenes =
    [
        "a photo of nothing.", "an empty scene.", "a messy background.", "a photo of a messy background.", "there is nothing in the scene.",
        "just scribbles and noise.",
    ];

    /// <summary><c>an</c> before a vowel, else <c>a</c>.</summary>
    /// <param name="word">The word after it.</param>
    public static string Article(string word) => word.Length > 0 && "aeiou".Contains(word[0], StringComparison.Ordinal) ? "an" : "a";

    /// <summary>A phrase for an object such as <c>a large red star</c>: with a size word three times in ten, a colour half of the time.</summary>
    /// <param name="random">Randomness.</param>
    /// <param name="category">The shape.</param>
    /// <param name="color">Its colour.</param>
    /// <param name="size">Its nominal size in pixels: small below 26, large above 40.</param>
    public static string Phrase(IRandomSource random, string category, string color, double size)
    {
        var words = new List<string>(3);
        if (random.NextDouble() < .3)
        {
            words.Add(size < 26 ? "small" : size > 40 ? "large" : "medium");
        }

        if (random.NextDouble() < .5)
        {
            words.Add(color);
        }

        words.Add(category);
        return $"{Article(words[0])} {string.Join(' ', words)}";
    }

    /// <summary>A sentence around phrases for all objects, in random order; one of an empty scene when there are none.</summary>
    /// <param name="random">Randomness.</param>
    /// <param name="objects">Shape, colour and nominal size of each.</param>
    public static string Describe(IRandomSource random, IReadOnlyList<(string Category, string Color, double Size)> objects)
    {
        if (objects.Count == 0)
        {
            return random.Pick(EmptyScenes);
        }

        var phrases = random.Permutation(objects.Count).Select(i => Phrase(random, objects[i].Category, objects[i].Color, objects[i].Size)).ToList();
        var list = phrases.Count == 1 ? phrases[0] : $"{string.Join(", ", phrases.SkipLast(1))} and {phrases[^1]}";
        return random.Pick(SceneTemplates).Replace("{}", list, StringComparison.Ordinal);
    }
}
