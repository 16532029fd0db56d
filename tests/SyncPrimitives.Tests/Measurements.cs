using System.Diagnostics.Metrics;

namespace SyncPrimitives.Tests;

/// <summary>Listens to what the library measures, of one lock alone: other tests measure at the same time.</summary>
internal static class Measurements
{
    /// <summary>Calls back with every measurement of the lock of this name, until the result is disposed.</summary>
    public static MeterListener Of(string lockName, Action<Instrument, double> measured)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, self) =>
            {
                if (instrument.Meter.Name == "SyncPrimitives")
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Measured(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Measured(instrument, value, tags));
        listener.Start();
        return listener;

        void Measured(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                if (tag.Key == "sync.lock.name" && Equals(tag.Value, lockName))
                    measured(instrument, value);
            }
        }
    }
}
