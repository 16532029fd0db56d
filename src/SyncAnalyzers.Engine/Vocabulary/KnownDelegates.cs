namespace SyncAnalyzers.Engine.Vocabulary;

/// <summary>When a framework method runs the delegate it is given.</summary>
public enum DelegateTiming
{
    /// <summary>Some time, perhaps on another thread, perhaps never: what nobody knows better.</summary>
    Later,

    /// <summary>On the calling thread, before the call returns.</summary>
    Now,

    /// <summary>On other threads, and the caller waits for them.</summary>
    Joined,

    /// <summary>On another thread, and the caller goes on; what is returned can be waited for.</summary>
    Started,
}

public static class KnownDelegates
{
    // Operators that only describe a sequence; whoever enumerates it runs the delegate.
    private static readonly ImmutableHashSet<string> s_deferred = ImmutableHashSet.Create(
        StringComparer.Ordinal,
        "Where", "Select", "SelectMany", "TakeWhile", "SkipWhile", "OrderBy", "OrderByDescending", "ThenBy", "ThenByDescending",
        "GroupBy", "Join", "GroupJoin", "Zip", "DistinctBy", "UnionBy", "ExceptBy", "IntersectBy", "Cast", "OfType", "Append", "Prepend", "Concat", "Take", "Skip", "Distinct", "Reverse");

    public static DelegateTiming TimingOf(IInvocationOperation call)
    {
        var type = call.TargetMethod.ContainingType;
        var space = type?.ContainingNamespace?.ToString() ?? "";
        return (space, type?.Name, call.TargetMethod.Name) switch
        {
            ("System.Linq", "Enumerable", var name) => !s_deferred.Contains(name) || IsEnumerated(call) ? DelegateTiming.Now : DelegateTiming.Later,
            ("System.Collections.Generic", "List" or "Dictionary" or "HashSet" or "SortedSet", _) => DelegateTiming.Now,
            ("System.Collections.Immutable", _, _) => DelegateTiming.Now,
            ("System", "Array" or "MemoryExtensions" or "String", _) => DelegateTiming.Now,
            ("System.Collections.Concurrent", "ConcurrentDictionary", _) => DelegateTiming.Now,
            ("System.Threading", "LazyInitializer" or "SpinWait" or "ExecutionContext", _) => DelegateTiming.Now,
            ("System.Threading", "SynchronizationContext", "Send") => DelegateTiming.Joined,
            ("System.Threading.Tasks", "Parallel", _) => DelegateTiming.Joined,
            ("System.Threading.Tasks", "Task", "Run") => DelegateTiming.Started,
            ("System.Threading.Tasks", "TaskFactory", "StartNew") => DelegateTiming.Started,
            _ => DelegateTiming.Later,
        };
    }

    /// <summary>Runs the function it is given later, once, on another thread.</summary>
    public static bool IsStart(IInvocationOperation call) => TimingOf(call) == DelegateTiming.Started
        || call.TargetMethod is { Name: "QueueUserWorkItem" or "UnsafeQueueUserWorkItem", ContainingType: { Name: "ThreadPool", ContainingNamespace.Name: "Threading" } };

    /// <summary>The sequence is consumed where it is made: by an operator that runs, or a foreach.</summary>
    private static bool IsEnumerated(IOperation sequence)
    {
        for (var use = sequence.Parent; use is not null; use = use.Parent)
        {
            switch (use)
            {
                case IArgumentOperation or IConversionOperation:
                    break;
                case IInvocationOperation { TargetMethod: { ContainingType.Name: "Enumerable", Name: var name } }:
                    if (!s_deferred.Contains(name))
                        return true;
                    break;
                case IForEachLoopOperation or IInvocationOperation { TargetMethod.Name: "GetEnumerator" }:
                    return true;
                default:
                    return false;
            }
        }

        return false;
    }
}
