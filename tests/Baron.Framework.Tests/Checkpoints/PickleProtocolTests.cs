using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using Baron.Checkpoints;
using NUnit.Framework;
using static TorchSharp.torch;

namespace Baron.Framework.Tests.Checkpoints;

/// <summary>Arrays in pickles of every protocol, of Python 2 and of Python 3, short and long.</summary>
public sealed class PickleProtocolTests
{
    /// <summary>
    /// A pickle a protocol, as Python 3 wrote it: {'model': {'bytes': 0..255 (uint8), 'w': ..., 'f': column-major, 'be': big-endian,
    /// 'e': empty}, 'note': a text with escapes, '__author__': 'me'}.
    /// </summary>
    public static readonly byte[][] Written =
    [
        Convert.FromBase64String("KGRwMApWbW9kZWwKcDEKKGRwMgpWYnl0ZXMKcDMKY251bXB5LmNvcmUubXVsdGlhcnJheQpfcmVjb25zdHJ1Y3QKcDQKKGNudW1weQpuZGFycmF5CnA1CihJMAp0cDYKY19jb2RlY3MKZW5jb2RlCnA3CihWYgpwOApWbGF0aW4xCnA5CnRwMTAKUnAxMQp0cDEyClJwMTMKKEkxCihJMjU2CnRwMTQKY251bXB5CmR0eXBlCnAxNQooVnUxCnAxNgpJMDAKSTAxCnRwMTcKUnAxOAooSTMKVnwKcDE5Ck5OTkktMQpJLTEKSTAKdHAyMApiSTAwCmc3CihWXHUwMDAwAQIDBAUGBwgJXHUwMDBhCwxcdTAwMGQODxAREhMUFRYXGBlcdTAwMWEbHB0eHyAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4/QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1x1MDA1Y11eX2BhYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ent8fX5/gIGCg4SFhoeIiYqLjI2Oj5CRkpOUlZaXmJmam5ydnp+goaKjpKWmp6ipqqusra6vsLGys7S1tre4ubq7vL2+v8DBwsPExcbHyMnKy8zNzs/Q0dLT1NXW19jZ2tvc3d7f4OHi4+Tl5ufo6err7O3u7/Dx8vP09fb3+Pn6+/z9/v8KcDIxCmc5CnRwMjIKUnAyMwp0cDI0CmJzVncKcDI1Cmc0CihnNQooSTAKdHAyNgpnMTEKdHAyNwpScDI4CihJMQooSTIKSTMKdHAyOQpnMTUKKFZmNApwMzAKSTAwCkkwMQp0cDMxClJwMzIKKEkzClY8CnAzMwpOTk5JLTEKSS0xCkkwCnRwMzQKYkkwMApnNwooVlx1MDAwMFx1MDAwMMA/XHUwMDAwXHUwMDAwEMBcdTAwMDBcdTAwMDBAQM3MzD1gQqJcdTAwMGRcdTAwMDBcdTAwMDDgwApwMzUKZzkKdHAzNgpScDM3CnRwMzgKYnNWZgpwMzkKZzQKKGc1CihJMAp0cDQwCmcxMQp0cDQxClJwNDIKKEkxCihJMgpJMwp0cDQzCmcxNQooVmk4CnA0NApJMDAKSTAxCnRwNDUKUnA0NgooSTMKZzMzCk5OTkktMQpJLTEKSTAKdHA0NwpiSTAxCmc3CihWXHUwMDAwXHUwMDAwXHUwMDAwXHUwMDAwXHUwMDAwXHUwMDAwXHUwMDAwXHUwMDAwA1x1MDAwMFx1MDAwMFx1MDAwMFx1MDAwMFx1MDAwMFx1MDAwMFx1MDAwMAFcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDAEXHUwMDAwXHUwMDAwXHUwMDAwXHUwMDAwXHUwMDAwXHUwMDAwXHUwMDAwAlx1MDAwMFx1MDAwMFx1MDAwMFx1MDAwMFx1MDAwMFx1MDAwMFx1MDAwMAVcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDAKcDQ4Cmc5CnRwNDkKUnA1MAp0cDUxCmJzVmJlCnA1MgpnNAooZzUKKEkwCnRwNTMKZzExCnRwNTQKUnA1NQooSTEKKEkyCnRwNTYKZzE1CihWZjQKcDU3CkkwMApJMDEKdHA1OApScDU5CihJMwpWPgpwNjAKTk5OSS0xCkktMQpJMAp0cDYxCmJJMDAKZzcKKFY/wFx1MDAwMFx1MDAwMEAgXHUwMDAwXHUwMDAwCnA2MgpnOQp0cDYzClJwNjQKdHA2NQpic1ZlCnA2NgpnNAooZzUKKEkwCnRwNjcKZzExCnRwNjgKUnA2OQooSTEKKEkwCkkyCnRwNzAKZzMyCkkwMApjX19idWlsdGluX18KYnl0ZXMKcDcxCih0UnA3Mgp0cDczCmJzc1Zub3RlCnA3NApWQelcdTRlMmRcdTAwNWN1MDA0MSAicSJcdTAwMGFcdTAwMGQKcDc1CnNWX19hdXRob3JfXwpwNzYKVm1lCnA3NwpzLg=="),
        Convert.FromBase64String("fXEAKFgFAAAAbW9kZWxxAX1xAihYBQAAAGJ5dGVzcQNjbnVtcHkuY29yZS5tdWx0aWFycmF5Cl9yZWNvbnN0cnVjdApxBChjbnVtcHkKbmRhcnJheQpxBShLAHRxBmNfY29kZWNzCmVuY29kZQpxByhYAQAAAGJxCFgGAAAAbGF0aW4xcQl0cQpScQt0cQxScQ0oSwEoTQABdHEOY251bXB5CmR0eXBlCnEPKFgCAAAAdTFxEEkwMApJMDEKdHERUnESKEsDWAEAAAB8cRNOTk5K/////0r/////SwB0cRRiSTAwCmgHKFiAAQAAAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+P0BBQkNERUZHSElKS0xNTk9QUVJTVFVWV1hZWltcXV5fYGFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eHl6e3x9fn/CgMKBwoLCg8KEwoXChsKHwojCicKKwovCjMKNwo7Cj8KQwpHCksKTwpTClcKWwpfCmMKZwprCm8Kcwp3CnsKfwqDCocKiwqPCpMKlwqbCp8KowqnCqsKrwqzCrcKuwq/CsMKxwrLCs8K0wrXCtsK3wrjCucK6wrvCvMK9wr7Cv8OAw4HDgsODw4TDhcOGw4fDiMOJw4rDi8OMw43DjsOPw5DDkcOSw5PDlMOVw5bDl8OYw5nDmsObw5zDncOew5/DoMOhw6LDo8Okw6XDpsOnw6jDqcOqw6vDrMOtw67Dr8Oww7HDssOzw7TDtcO2w7fDuMO5w7rDu8O8w73DvsO/cRVoCXRxFlJxF3RxGGJYAQAAAHdxGWgEKGgFKEsAdHEaaAt0cRtScRwoSwEoSwJLA3RxHWgPKFgCAAAAZjRxHkkwMApJMDEKdHEfUnEgKEsDWAEAAAA8cSFOTk5K/////0r/////SwB0cSJiSTAwCmgHKFggAAAAAADDgD8AABDDgAAAQEDDjcOMw4w9YELCog0AAMOgw4BxI2gJdHEkUnEldHEmYlgBAAAAZnEnaAQoaAUoSwB0cShoC3RxKVJxKihLAShLAksDdHEraA8oWAIAAABpOHEsSTAwCkkwMQp0cS1ScS4oSwNoIU5OTkr/////Sv////9LAHRxL2JJMDEKaAcoWDAAAAAAAAAAAAAAAAMAAAAAAAAAAQAAAAAAAAAEAAAAAAAAAAIAAAAAAAAABQAAAAAAAABxMGgJdHExUnEydHEzYlgCAAAAYmVxNGgEKGgFKEsAdHE1aAt0cTZScTcoSwEoSwJ0cThoDyhYAgAAAGY0cTlJMDAKSTAxCnRxOlJxOyhLA1gBAAAAPnE8Tk5OSv////9K/////0sAdHE9YkkwMApoByhYCQAAAD/DgAAAQCAAAHE+aAl0cT9ScUB0cUFiWAEAAABlcUJoBChoBShLAHRxQ2gLdHFEUnFFKEsBKEsASwJ0cUZoIEkwMApjX19idWlsdGluX18KYnl0ZXMKcUcpUnFIdHFJYnVYBAAAAG5vdGVxSlgSAAAAQcOp5LitXHUwMDQxICJxIgoNcUtYCgAAAF9fYXV0aG9yX19xTFgCAAAAbWVxTXUu"),
        Convert.FromBase64String("gAJ9cQAoWAUAAABtb2RlbHEBfXECKFgFAAAAYnl0ZXNxA2NudW1weS5jb3JlLm11bHRpYXJyYXkKX3JlY29uc3RydWN0CnEEY251bXB5Cm5kYXJyYXkKcQVLAIVxBmNfY29kZWNzCmVuY29kZQpxB1gBAAAAYnEIWAYAAABsYXRpbjFxCYZxClJxC4dxDFJxDShLAU0AAYVxDmNudW1weQpkdHlwZQpxD1gCAAAAdTFxEImIh3ERUnESKEsDWAEAAAB8cRNOTk5K/////0r/////SwB0cRRiiWgHWIABAAAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4/QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl9gYWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f8KAwoHCgsKDwoTChcKGwofCiMKJworCi8KMwo3CjsKPwpDCkcKSwpPClMKVwpbCl8KYwpnCmsKbwpzCncKewp/CoMKhwqLCo8KkwqXCpsKnwqjCqcKqwqvCrMKtwq7Cr8KwwrHCssKzwrTCtcK2wrfCuMK5wrrCu8K8wr3CvsK/w4DDgcOCw4PDhMOFw4bDh8OIw4nDisOLw4zDjcOOw4/DkMORw5LDk8OUw5XDlsOXw5jDmcOaw5vDnMOdw57Dn8Ogw6HDosOjw6TDpcOmw6fDqMOpw6rDq8Osw63DrsOvw7DDscOyw7PDtMO1w7bDt8O4w7nDusO7w7zDvcO+w79xFWgJhnEWUnEXdHEYYlgBAAAAd3EZaARoBUsAhXEaaAuHcRtScRwoSwFLAksDhnEdaA9YAgAAAGY0cR6JiIdxH1JxIChLA1gBAAAAPHEhTk5OSv////9K/////0sAdHEiYoloB1ggAAAAAADDgD8AABDDgAAAQEDDjcOMw4w9YELCog0AAMOgw4BxI2gJhnEkUnEldHEmYlgBAAAAZnEnaARoBUsAhXEoaAuHcSlScSooSwFLAksDhnEraA9YAgAAAGk4cSyJiIdxLVJxLihLA2ghTk5OSv////9K/////0sAdHEvYohoB1gwAAAAAAAAAAAAAAADAAAAAAAAAAEAAAAAAAAABAAAAAAAAAACAAAAAAAAAAUAAAAAAAAAcTBoCYZxMVJxMnRxM2JYAgAAAGJlcTRoBGgFSwCFcTVoC4dxNlJxNyhLAUsChXE4aA9YAgAAAGY0cTmJiIdxOlJxOyhLA1gBAAAAPnE8Tk5OSv////9K/////0sAdHE9YoloB1gJAAAAP8OAAABAIAAAcT5oCYZxP1JxQHRxQWJYAQAAAGVxQmgEaAVLAIVxQ2gLh3FEUnFFKEsBSwBLAoZxRmggiWNfX2J1aWx0aW5fXwpieXRlcwpxRylScUh0cUlidVgEAAAAbm90ZXFKWBIAAABBw6nkuK1cdTAwNDEgInEiCg1xS1gKAAAAX19hdXRob3JfX3FMWAIAAABtZXFNdS4="),
        Convert.FromBase64String("gAN9cQAoWAUAAABtb2RlbHEBfXECKFgFAAAAYnl0ZXNxA2NudW1weS5jb3JlLm11bHRpYXJyYXkKX3JlY29uc3RydWN0CnEEY251bXB5Cm5kYXJyYXkKcQVLAIVxBkMBYnEHh3EIUnEJKEsBTQABhXEKY251bXB5CmR0eXBlCnELWAIAAAB1MXEMiYiHcQ1ScQ4oSwNYAQAAAHxxD05OTkr/////Sv////9LAHRxEGKJQgABAAAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4/QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl9gYWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoOEhYaHiImKi4yNjo+QkZKTlJWWl5iZmpucnZ6foKGio6SlpqeoqaqrrK2ur7CxsrO0tba3uLm6u7y9vr/AwcLDxMXGx8jJysvMzc7P0NHS09TV1tfY2drb3N3e3+Dh4uPk5ebn6Onq6+zt7u/w8fLz9PX29/j5+vv8/f7/cRF0cRJiWAEAAAB3cRNoBGgFSwCFcRRoB4dxFVJxFihLAUsCSwOGcRdoC1gCAAAAZjRxGImIh3EZUnEaKEsDWAEAAAA8cRtOTk5K/////0r/////SwB0cRxiiUMYAADAPwAAEMAAAEBAzczMPWBCog0AAODAcR10cR5iWAEAAABmcR9oBGgFSwCFcSBoB4dxIVJxIihLAUsCSwOGcSNoC1gCAAAAaThxJImIh3ElUnEmKEsDaBtOTk5K/////0r/////SwB0cSdiiEMwAAAAAAAAAAADAAAAAAAAAAEAAAAAAAAABAAAAAAAAAACAAAAAAAAAAUAAAAAAAAAcSh0cSliWAIAAABiZXEqaARoBUsAhXEraAeHcSxScS0oSwFLAoVxLmgLWAIAAABmNHEviYiHcTBScTEoSwNYAQAAAD5xMk5OTkr/////Sv////9LAHRxM2KJQwg/wAAAQCAAAHE0dHE1YlgBAAAAZXE2aARoBUsAhXE3aAeHcThScTkoSwFLAEsChnE6aBqJQwBxO3RxPGJ1WAQAAABub3RlcT1YEgAAAEHDqeS4rVx1MDA0MSAicSIKDXE+WAoAAABfX2F1dGhvcl9fcT9YAgAAAG1lcUB1Lg=="),
        Convert.FromBase64String("gASVGwMAAAAAAAB9lCiMBW1vZGVslH2UKIwFYnl0ZXOUjBVudW1weS5jb3JlLm11bHRpYXJyYXmUjAxfcmVjb25zdHJ1Y3SUk5SMBW51bXB5lIwHbmRhcnJheZSTlEsAhZRDAWKUh5RSlChLAU0AAYWUaAeMBWR0eXBllJOUjAJ1MZSJiIeUUpQoSwOMAXyUTk5OSv////9K/////0sAdJRiiUIAAQAAAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+P0BBQkNERUZHSElKS0xNTk9QUVJTVFVWV1hZWltcXV5fYGFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eHl6e3x9fn+AgYKDhIWGh4iJiouMjY6PkJGSk5SVlpeYmZqbnJ2en6ChoqOkpaanqKmqq6ytrq+wsbKztLW2t7i5uru8vb6/wMHCw8TFxsfIycrLzM3Oz9DR0tPU1dbX2Nna29zd3t/g4eLj5OXm5+jp6uvs7e7v8PHy8/T19vf4+fr7/P3+/5R0lGKMAXeUaAZoCUsAhZRoC4eUUpQoSwFLAksDhpRoEIwCZjSUiYiHlFKUKEsDjAE8lE5OTkr/////Sv////9LAHSUYolDGAAAwD8AABDAAABAQM3MzD1gQqINAADgwJR0lGKMAWaUaAZoCUsAhZRoC4eUUpQoSwFLAksDhpRoEIwCaTiUiYiHlFKUKEsDaCBOTk5K/////0r/////SwB0lGKIQzAAAAAAAAAAAAMAAAAAAAAAAQAAAAAAAAAEAAAAAAAAAAIAAAAAAAAABQAAAAAAAACUdJRijAJiZZRoBmgJSwCFlGgLh5RSlChLAUsChZRoEIwCZjSUiYiHlFKUKEsDjAE+lE5OTkr/////Sv////9LAHSUYolDCD/AAABAIAAAlHSUYowBZZRoBmgJSwCFlGgLh5RSlChLAUsASwKGlGgfiUMAlHSUYnWMBG5vdGWUjBJBw6nkuK1cdTAwNDEgInEiCg2UjApfX2F1dGhvcl9flIwCbWWUdS4="),
        Convert.FromBase64String("gAWV8QIAAAAAAAB9lCiMBW1vZGVslH2UKIwFYnl0ZXOUjBJudW1weS5jb3JlLm51bWVyaWOUjAtfZnJvbWJ1ZmZlcpSTlCiWAAEAAAAAAAAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4/QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl9gYWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoOEhYaHiImKi4yNjo+QkZKTlJWWl5iZmpucnZ6foKGio6SlpqeoqaqrrK2ur7CxsrO0tba3uLm6u7y9vr/AwcLDxMXGx8jJysvMzc7P0NHS09TV1tfY2drb3N3e3+Dh4uPk5ebn6Onq6+zt7u/w8fLz9PX29/j5+vv8/f7/lIwFbnVtcHmUjAVkdHlwZZSTlIwCdTGUiYiHlFKUKEsDjAF8lE5OTkr/////Sv////9LAHSUYk0AAYWUjAFDlHSUUpSMAXeUaAYolhgAAAAAAAAAAADAPwAAEMAAAEBAzczMPWBCog0AAODAlGgKjAJmNJSJiIeUUpQoSwOMATyUTk5OSv////9K/////0sAdJRiSwJLA4aUaBF0lFKUjAFmlGgGKJYwAAAAAAAAAAAAAAAAAAAAAwAAAAAAAAABAAAAAAAAAAQAAAAAAAAAAgAAAAAAAAAFAAAAAAAAAJRoCowCaTiUiYiHlFKUKEsDaBlOTk5K/////0r/////SwB0lGJLAksDhpSMAUaUdJRSlIwCYmWUaAYolggAAAAAAAAAP8AAAEAgAACUaAqMAmY0lImIh5RSlChLA4wBPpROTk5K/////0r/////SwB0lGJLAoWUaBF0lFKUjAFllGgGKJYAAAAAAAAAAJRoGEsASwKGlGgRdJRSlHWMBG5vdGWUjBJBw6nkuK1cdTAwNDEgInEiCg2UjApfX2F1dGhvcl9flIwCbWWUdS4="),
    ];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Every_protocol_holds_the_same_arrays([Range(0, 5)] int protocol)
    {
        using var file = CheckpointFile.Open(_folder.File($"a{protocol}.pkl", Written[protocol]));
        Assert.That(file.Tensors.Select(t => t.ToString()), Is.EqualTo(new[]
        {
            "bytes uint8 [256]", "w float32 [2, 3]", "f int64 [2, 3]", "be float32 [2]", "e float32 [0, 2]",
        }));
        Assert.That(file.Tensors[0].ReadBytes(), Is.EqualTo(Enumerable.Range(0, 256).Select(i => (byte)i)));
        using var scope = NewDisposeScope();
        Assert.That(file.Tensors[1].Load().data<float>().ToArray(), Is.EqualTo(new[] { 1.5f, -2.25f, 3, 0.1f, 1e-30f, -7 }));
        Assert.That(file.Tensors[2].Load().data<long>().ToArray(), Is.EqualTo(new long[] { 0, 1, 2, 3, 4, 5 }));
        Assert.That(file.Tensors[3].Load().data<float>().ToArray(), Is.EqualTo(new[] { 1.5f, 2.5f }));
    }

    [Test]
    public void Strings_of_Python_2_are_bytes_short_or_long_escaped_or_not([Values(16, 90_000)] int count, [Values("S", "T")] string opcode)
    {
        var values = Enumerable.Range(0, count).Select(i => (byte)(i * 37)).ToArray();
        var pickle = new PickleBytes(1).Op("}").Text("w");
        Array(pickle, "u1", [count], fortran: false, p => _ = opcode == "S" ? p.Op("S" + Quoted(values) + "\n") : p.Op("T").Raw(Length(count)).Raw(values));
        using var file = CheckpointFile.Open(_folder.File("a.pkl", pickle.Op("s").Done()));
        Assert.That(file.Tensors.Single().ReadBytes(), Is.EqualTo(values));
    }

    [Test]
    public void Long_texts_that_stand_for_bytes_are_read_in_any_order_and_in_any_arrangement([Values] bool fortran, [Values] bool bigEndian)
    {
        const int Rows = 300;
        const int Columns = 400;
        var values = Enumerable.Range(0, Rows * Columns).Select(i => (float)Math.Sin(i)).ToArray();
        var bytes = MemoryMarshal.AsBytes((bigEndian ? [.. values.Select(v => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReverseEndianness(BitConverter.SingleToInt32Bits(v))))] : values).AsSpan()).ToArray();
        var pickle = new PickleBytes().Op("}").Text("w");
        Array(pickle, bigEndian ? ">f4" : "f4", [Rows, Columns], fortran, p => p.Global("_codecs", "encode").Text(Encoding.Latin1.GetString(bytes)).Text("latin1").Raw(0x86).Op("R"));
        using var file = CheckpointFile.Open(_folder.File("a.pkl", pickle.Op("s").Done()));
        using var scope = NewDisposeScope();
        var expected = fortran ? tensor(values, [Columns, Rows]).t().contiguous() : tensor(values, [Rows, Columns]);
        for (var round = 0; round < 2; round++)
        {
            Assert.That(file.Tensors[0].Load().data<float>().ToArray(), Is.EqualTo(expected.data<float>().ToArray()), "again, so back to the start");
            Assert.That(file.Tensors[0].Sum(), Is.EqualTo(values.Sum(v => (double)v)).Within(1e-9));
        }

        CheckpointConverter.Convert(file.Path, _folder.File("a.safetensors"));
        using var converted = CheckpointFile.Open(_folder.File("a.safetensors"));
        Assert.That(converted.Tensors[0].Load().data<float>().ToArray(), Is.EqualTo(expected.data<float>().ToArray()));
    }

    [TestCase("\u4e2d", "stands for none", TestName = "A_long_text_with_a_character_that_is_no_byte_is_refused")]
    [TestCase("\u00e9", "has 70002 bytes", TestName = "A_long_text_of_another_length_than_the_array_is_refused")]
    public void Long_texts_that_do_not_fit_are_refused(string extra, string reason)
    {
        var pickle = new PickleBytes().Op("}").Text("w");
        var text = new string('a', 70_001) + extra;
        Array(pickle, "u1", [reason.StartsWith("has", StringComparison.Ordinal) ? 70_001 : text.Length], fortran: false, p => p.Global("_codecs", "encode").Text(text).Text("latin1").Raw(0x86).Op("R"));
        var path = _folder.File("a.pkl", pickle.Op("s").Done());
        Assert.That(
            () =>
            {
                using var file = CheckpointFile.Open(path);
                file.Tensors[0].ReadBytes();
            },
            Throws.InstanceOf<BaronException>().With.Message.Contains(reason));
    }

    [Test]
    public void A_long_text_that_is_encoded_a_hundred_thousand_times_costs_what_it_costs_once()
    {
        // Every call may be made again with the memo; a reader that decodes each time would take hours.
        var pickle = new PickleBytes().Op("}").Text("w").Op("(").Text(new string('a', 4_000_000)).Op("q\u0000");
        for (var i = 0; i < 100_000; i++)
        {
            pickle.Global("_codecs", "encode").Op("h\u0000").Text("latin1").Raw(0x86).Op("R0");
        }

        var path = _folder.File("a.pkl", pickle.Op("ts").Done());
        var watch = System.Diagnostics.Stopwatch.StartNew();
        using var file = CheckpointFile.Open(path);
        Assert.That(watch.Elapsed.TotalSeconds, Is.LessThan(20));
        Assert.That(file.Tensors, Is.Empty);
    }

    [Test]
    public void Deflated_arrays_are_read_in_any_order_and_damage_is_told_when_it_is_met()
    {
        const int Count = 500_000;
        using var scope = NewDisposeScope();
        var expected = arange(Count, dtype: ScalarType.Float32).sin();
        var array = _folder.File("w.npy");
        NpyFile.Save(array, expected);
        var zip = PickleBytes.Zip([("w.npy", File.ReadAllBytes(array)), ("v.npy", File.ReadAllBytes(array))], CompressionLevel.Fastest);
        using (var file = CheckpointFile.Open(_folder.File("a.npz", zip)))
        {
            foreach (var i in new[] { 0, 1, 0 })
            {
                Assert.That(file.Tensors[i].Load().data<float>().ToArray(), Is.EqualTo(expected.data<float>().ToArray()));
            }
        }

        System.Array.Fill(zip, (byte)0xff, zip.Length / 4, 1000);
        using var damaged = CheckpointFile.Open(_folder.File("b.npz", zip));
        Assert.That(() => damaged.Tensors[0].Load(), Throws.InstanceOf<BaronException>().With.Message.Contains("'w.npy' is damaged"));
        Assert.That(damaged.Tensors[1].Load().data<float>().ToArray(), Is.EqualTo(expected.data<float>().ToArray()));
    }

    [Test]
    public void Names_that_Python_3_gives_in_the_words_of_Python_2_are_known()
    {
        // collections.defaultdict(int) and range(5), as torch.save writes them.
        var pickle = new PickleBytes().Op("}(")
            .Text("d").Global("collections", "defaultdict").Global("__builtin__", "long").Raw(0x85).Op("R")
            .Text("r").Global("__builtin__", "xrange").Int(0).Int(5).Int(1).Raw(0x87).Op("R")
            .Op("u").Done();
        using var file = CheckpointFile.Open(_folder.File("a.pkl", pickle));
        Assert.That(file.Tensors, Is.Empty);
    }

    [TestCase("rng", "epoch", new[] { "w" })]
    [TestCase("rng", "optimizer_state_dict", new[] { "w" })]
    [TestCase("scale", "bias", new[] { "scale", "model.w" }, TestName = "A_parameter_beside_a_part_named_model_is_no_wrapper")]
    public void A_trainers_tensor_beside_the_weights_does_not_hide_them(string tensor, string companion, string[] names)
    {
        var archive = new PickleBytes().Op("}(")
            .Text(tensor).Tensor("FloatStorage", "0", 4, 0, [4], [1])
            .Text(companion).Int(3)
            .Text("model").Op("}").Text("w").Tensor("FloatStorage", "0", 4, 0, [2], [1]).Op("s")
            .Op("u").Archive(("archive/data/0", new byte[16]));
        using var file = CheckpointFile.Open(_folder.File("a.pth", archive));
        Assert.That(file.Tensors.Select(t => t.Name), Is.EqualTo(names));
    }

    /// <summary>An array whose values are a text too long to be read at once.</summary>
    public static byte[] LongText()
    {
        var pickle = new PickleBytes().Op("}").Text("w");
        Array(pickle, "u1", [70_000], fortran: false, p => p.Global("_codecs", "encode").Text(new string('\u00e9', 70_000)).Text("latin1").Raw(0x86).Op("R"));
        return pickle.Op("s").Done();
    }

    // numpy.core.multiarray._reconstruct(ndarray, (0,), 'b') and its state (1, shape, dtype, order, values).
    private static void Array(PickleBytes pickle, string type, long[] shape, bool fortran, Action<PickleBytes> values)
    {
        pickle.Global("numpy.core.multiarray", "_reconstruct").Global("numpy", "ndarray").Tuple(0).Text("b").Raw(0x87).Op("R(")
            .Int(1).Tuple(shape).Global("numpy", "dtype").Text(type).Raw(0x85).Op("R").Raw((byte)(fortran ? 0x88 : 0x89));
        values(pickle);
        pickle.Op("tb");
    }

    private static byte[] Length(int count)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, count);
        return bytes;
    }

    // repr() of a byte string in Python 2.
    private static string Quoted(byte[] values) => "'" + string.Concat(values.Select(value => value switch
    {
        (byte)'\n' => "\\n",
        (byte)'\r' => "\\r",
        (byte)'\t' => "\\t",
        (byte)'\'' => "\\'",
        (byte)'\\' => "\\\\",
        >= 32 and < 127 => ((char)value).ToString(),
        _ => $"\\x{value:x2}",
    })) + "'";
}
