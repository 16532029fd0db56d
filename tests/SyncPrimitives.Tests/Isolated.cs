using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace SyncPrimitives.Tests;

/// <summary>
/// Runs a test against a copy of the library of its own. AppContext switches are read once per copy, and the lock-order graph
/// is one per copy, so such tests would otherwise decide for all others.
/// </summary>
internal static class Isolated
{
    private static readonly Lock Gate = new();

    /// <summary>The copy the other tests use is off, whatever runs first.</summary>
    [ModuleInitializer]
    internal static void InitializeTheOthers()
    {
        if (AssemblyLoadContext.GetLoadContext(typeof(Isolated).Assembly) != AssemblyLoadContext.Default)
            return;
        RuntimeHelpers.RunClassConstructor(typeof(LockOrder).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(Misuse).TypeHandle);
    }

    /// <param name="name">An AppContext value.</param>
    /// <param name="value">What the copy is to find there.</param>
    /// <param name="test">A static lambda: it is run as the code of the copy of this assembly.</param>
    public static void Run(string name, object? value, Action test) => ((Action)Prepare(name, value, test))();

    /// <inheritdoc cref="Run(string, object?, Action)"/>
    public static void Run(string name, object? value, Func<Task> test) =>
        Task.Run((Func<Task>)Prepare(name, value, test)).WaitAsync(Eventually.Limit).GetAwaiter().GetResult();

    private static Delegate Prepare(string name, object? value, Delegate test)
    {
        lock (Gate)
        {
            AppContext.SetData(name, value);
            try
            {
                Delegate copy = CopyOf(test.Method, test.GetType());

                // The copy reads its switches now.
                foreach (string type in new[] { typeof(LockOrder).FullName!, typeof(Misuse).FullName! })
                    RuntimeHelpers.RunClassConstructor(Library(copy.Method).GetType(type)!.TypeHandle);

                // Of several event sources of one name none works.
                FieldInfo log = Library(copy.Method).GetType(typeof(SyncEventSource).FullName!)!.GetField(nameof(SyncEventSource.Log))!;
                ((IDisposable)log.GetValue(null)!).Dispose();
                return copy;
            }
            finally
            {
                AppContext.SetData(name, null);
            }
        }
    }

    private static Delegate CopyOf(MethodInfo method, Type type)
    {
        var context = new AssemblyLoadContext(method.Name);
        string folder = AppContext.BaseDirectory;
        Assembly library = context.LoadFromAssemblyPath(Path.Combine(folder, "SyncPrimitives.dll"));
        context.Resolving += (_, asked) => asked.Name == "SyncPrimitives" ? library : null;
        Assembly tests = context.LoadFromAssemblyPath(typeof(Isolated).Assembly.Location);
        MethodBase copy = tests.ManifestModule.ResolveMethod(method.MetadataToken)!;
        object closure = Activator.CreateInstance(copy.DeclaringType!, nonPublic: true)!;
        return ((MethodInfo)copy).CreateDelegate(type, closure);
    }

    private static Assembly Library(MethodInfo method) =>
        AssemblyLoadContext.GetLoadContext(method.Module.Assembly)!.Assemblies.Single(one => one.GetName().Name == "SyncPrimitives");
}
