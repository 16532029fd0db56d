using SyncAnalyzers.Rules.Deadlock;

namespace SyncAnalyzers.Rules.Tests.Deadlock;

using Rule = Verify<LockOrderInversionAnalyzer>;

public sealed class LockOrderInversionTests
{
    [Fact]
    public Task Two_methods_of_one_class() => Rule.Reports(
        """
        class C
        {
            private readonly object _a = new(), _b = new();

            void M() { lock (_a) { {|SYNC1001:lock|} (_b) { } } }
            void N() { lock (_b) { {|SYNC1001:lock|} (_a) { } } }
        }
        """);
}
