namespace TorchSharp.Modules;

internal interface IParameterLessModule
{
}
