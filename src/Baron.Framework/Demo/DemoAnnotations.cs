using System.Text.Json;

namespace Baron.Demo;

/// <summary>Writes the annotation files of the demonstration.</summary>
internal static class DemoAnnotations
{
    private enum Part
    {
        All,
        Base,
        Novel,
    }

    public static void WriteDetection(string folder, string split, DemoImage[] images, string[][] captions)
    {
        foreach (var (part, ending) in new[] { (Part.All, ""), (Part.Base, "_base"), (Part.Novel, "_novel") })
        {
            Write(folder, $"instances_{split}{ending}.json", json =>
            {
                Images(json, images);
                Boxes(json, images, part, o => CategoryId(o.Category));
                Categories(json);
            });
        }

        Write(folder, $"captions_{split}.json", json =>
        {
            Images(json, images);
            json.WriteStartArray("annotations");
            var id = 0;
            for (var i = 0; i < images.Length; i++)
            {
                foreach (var caption in captions[i])
                {
                    json.WriteStartObject();
                    json.WriteNumber("id", ++id);
                    json.WriteNumber("image_id", images[i].Id);
                    json.WriteString("caption", caption);
                    json.WriteEndObject();
                }
            }

            json.WriteEndArray();
        });

        if (split == "train")
        {
            Write(folder, "captions_train_allcaps.json", json =>
            {
                Images(json, images, captions);
                json.WriteStartArray("annotations");
                json.WriteEndArray();
                Categories(json);
            });
        }
        else
        {
            Write(folder, $"phrases_{split}.json", json =>
            {
                Images(json, images);
                Boxes(json, images, Part.All, o => PhraseId(o.Color, o.Category));
                Phrases(json);
            });
        }
    }

    public static void WriteScenes(string folder, DemoImage[] images) => Write(folder, "scenes.json", json =>
    {
        Images(json, images);
        Boxes(json, images, Part.All, o => CategoryId(o.Category), attributes: true);
        Categories(json);
    });

    private static int CategoryId(string category) => World.Categories.ToList().IndexOf(category) + 1;

    private static int PhraseId(string color, string category) =>
        (World.Colors.ToList().FindIndex(c => c.Name == color) * World.Categories.Count) + CategoryId(category);

    private static void Write(string folder, string name, Action<Utf8JsonWriter> content) => AtomicFile.Write(Path.Combine(folder, name), stream =>
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        content(json);
        json.WriteEndObject();
    });

    private static void Images(Utf8JsonWriter json, DemoImage[] images, string[][]? captions = null)
    {
        json.WriteStartArray("images");
        for (var i = 0; i < images.Length; i++)
        {
            json.WriteStartObject();
            json.WriteNumber("id", images[i].Id);
            json.WriteString("file_name", images[i].FileName);
            json.WriteNumber("width", images[i].Width);
            json.WriteNumber("height", images[i].Height);
            if (captions is not null)
            {
                json.WriteStartArray("captions");
                foreach (var caption in captions[i])
                {
                    json.WriteStringValue(caption);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // Ids are those of the file with all boxes, so that the parts can be compared.
    private static void Boxes(Utf8JsonWriter json, DemoImage[] images, Part part, Func<SceneObject, int> categoryId, bool attributes = false)
    {
        json.WriteStartArray("annotations");
        var id = 0;
        foreach (var image in images)
        {
            foreach (var item in image.Objects)
            {
                id++;
                var isNovel = World.NovelCategories.Contains(item.Category);
                if (part != Part.All && isNovel != (part == Part.Novel))
                {
                    continue;
                }

                json.WriteStartObject();
                json.WriteNumber("id", id);
                json.WriteNumber("image_id", image.Id);
                json.WriteNumber("category_id", categoryId(item));
                json.WriteStartArray("bbox");
                json.WriteNumberValue(item.X1);
                json.WriteNumberValue(item.Y1);
                json.WriteNumberValue(item.Width);
                json.WriteNumberValue(item.Height);
                json.WriteEndArray();
                json.WriteNumber("area", Math.Round(item.Width * item.Height, 2));
                json.WriteNumber("iscrowd", 0);
                if (attributes)
                {
                    json.WriteString("color", item.Color);
                    json.WriteNumber("size", Math.Round(item.Size, 2));
                }

                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }

    private static void Categories(Utf8JsonWriter json)
    {
        json.WriteStartArray("categories");
        foreach (var category in World.Categories)
        {
            json.WriteStartObject();
            json.WriteNumber("id", CategoryId(category));
            json.WriteString("name", category);
            json.WriteString("split", World.NovelCategories.Contains(category) ? "novel" : "base");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Phrases(Utf8JsonWriter json)
    {
        json.WriteStartArray("categories");
        foreach (var color in World.Colors)
        {
            foreach (var category in World.Categories)
            {
                json.WriteStartObject();
                json.WriteNumber("id", PhraseId(color.Name, category));
                json.WriteString("name", $"{color.Name} {category}");
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }
}
