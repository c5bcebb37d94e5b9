namespace Baron.Data.Voc;

/// <summary>An object of an XML file of Pascal VOC; coordinates as they stand there, counted from 1.</summary>
internal readonly record struct VocObject(string Name, bool IsDifficult, int XMin, int YMin, int XMax, int YMax);
