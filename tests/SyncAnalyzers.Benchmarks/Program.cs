using System.CommandLine;
using BenchmarkDotNet.Running;
using SyncAnalyzers.Benchmarks.Build;
using SyncAnalyzers.Benchmarks.Edit;
using SyncAnalyzers.Benchmarks.Fuzz;
using SyncAnalyzers.Benchmarks.Plant;
using SyncAnalyzers.Benchmarks.Sources;
using SyncAnalyzers.Benchmarks.Tree;

// Measures and tries the rules on real code. With anything but the commands below, BenchmarkDotNet takes over.
var folder = new Argument<DirectoryInfo>("folder") { Description = "Any folder of C# sources." };
folder.AcceptExistingOnly();
var rules = new Option<string[]>("--rules") { Description = "Only these rules, off-by-default ones included: SYNC1001,SYNC1002.", AllowMultipleArgumentsPerToken = true };
var exclude = new Option<string>("--exclude") { Description = "Leaves out files whose path matches this regular expression." };
var single = new Option<bool>("--single") { Description = "One compilation of everything instead of one per project file." };
var concurrent = new Option<bool>("--concurrent") { Description = "Let compiler and analyzers use several threads, as a build does." };
var seed = new Option<int>("--seed") { Description = "Where random choices start.", DefaultValueFactory = _ => 1 };
var repetitions = new Option<int>("--repetitions", "-n") { Description = "How often each mode is measured; the least counts. With 0 the last mode runs once, unmeasured.", DefaultValueFactory = _ => 3 };
var modes = new Option<string[]>("--modes") { Description = "bare, parse (part of none of the others), empty, model, ours, sdk, sdk+ours.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => TreeRun.AllModes };
var reports = new Option<FileInfo>("--reports") { Description = "Writes every report to this file, sorted." };
var statistics = new Option<bool>("--statistics") { Description = "Counts acquisitions, edges and cycles too.", Hidden = true };
var samples = new Option<int>("--samples") { Description = "How many documents are edited.", DefaultValueFactory = _ => 40 };
var count = new Argument<int>("count") { Description = "How many mutated files to analyze." };

Selection SelectionOf(ParseResult p) => new(p.GetValue(folder)!.FullName, p.GetValue(exclude), p.GetValue(single), p.GetValue(concurrent));
string[] RulesOf(ParseResult p) => [.. (p.GetValue(rules) ?? []).SelectMany(r => r.Split(','))];

var tree = new Command("tree", "Time, memory, reports and exceptions over a tree of sources.") { folder, rules, exclude, single, concurrent, repetitions, modes, reports, statistics };
tree.SetAction((p, cancellation) => TreeRun.Run(SelectionOf(p), RulesOf(p), [.. p.GetValue(modes)!.SelectMany(m => m.Split(','))], p.GetValue(repetitions), p.GetValue(reports)?.FullName, p.GetValue(statistics), cancellation));

var edit = new Command("edit", "How long an editor waits for our reports in an open document after an edit.") { folder, rules, exclude, single, concurrent, samples, seed };
edit.SetAction((p, cancellation) => EditRun.Run(SelectionOf(p), RulesOf(p), p.GetValue(samples), p.GetValue(seed), cancellation));

var project = new Argument<FileInfo>("project") { Description = "A project file that has been built once." };
project.AcceptExistingOnly();
var properties = new Option<string[]>("--property", "-p") { Description = "Properties for MSBuild: TargetFramework=net10.0.", DefaultValueFactory = _ => [] };
var buildModes = new Option<string[]>("--modes") { Description = "What is compared.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => BuildRun.AllModes };
buildModes.AcceptOnlyFromAmong(BuildRun.AllModes);
var build = new Command("build", "What our analyzers add to the compiler's work in a build of one project.") { project, properties, buildModes, repetitions };
build.SetAction(p => BuildRun.Run(p.GetValue(project)!, p.GetValue(properties)!, [.. p.GetValue(buildModes)!.Distinct()], p.GetValue(repetitions)));

var fuzz = new Command("fuzz", "Analyzes files with tokens dropped, doubled and swapped and members removed; counts exceptions.") { folder, count, rules, exclude, single, concurrent, seed };
fuzz.SetAction((p, cancellation) => FuzzRun.Run(SelectionOf(p), RulesOf(p), p.GetValue(count), p.GetValue(seed), cancellation));

var plants = new Option<int>("--count") { Description = "How many to plant at most.", DefaultValueFactory = _ => 20 };
var plant = new Command("plant", "Plants lock-order inversions between classes of the sources, and counts those that are found.") { folder, exclude, single, concurrent, plants };
plant.SetAction((p, cancellation) => PlantRun.Run(SelectionOf(p), p.GetValue(plants), cancellation));

var plantSpin = new Command("plant-spin", "Plants mistakes of busy waiting and memory order, and counts those that are found on their lines.") { folder, exclude, single, concurrent, plants, seed };
plantSpin.SetAction((p, cancellation) => SpinPlantRun.Run(SelectionOf(p), p.GetValue(plants), p.GetValue(seed), cancellation));

var plantBalance = new Command("plant-balance", "Unbalances explicit acquisitions, and counts the faults that are found.") { folder, exclude, single, concurrent, plants, seed };
plantBalance.SetAction((p, cancellation) => BalancePlantRun.Run(SelectionOf(p), p.GetValue(plants), p.GetValue(seed), cancellation));

var root = new RootCommand("Measures SyncAnalyzers.") { tree, build, edit, fuzz, plant, plantSpin, plantBalance };
if (args is [var first, ..] && (first is "--help" or "-h" or "-?" || root.Subcommands.Any(command => command.Name == first)))
    return await root.Parse(args).InvokeAsync();

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
