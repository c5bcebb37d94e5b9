global using System.Collections;
global using System.Globalization;
global using System.Numerics;
global using System.Runtime.CompilerServices;
global using System.Runtime.InteropServices;
global using TorchSharp.Modules;
global using TorchSharp.Native;
global using TorchSharp.Utils;
global using static TorchSharp.torch;
