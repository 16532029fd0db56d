using System.Text;

namespace SyncPrimitives;

/// <summary>Functions from keys to slots, for <see cref="StripedMutex{TKey}"/>.</summary>
/// <remarks>Thread-safe, without state.</remarks>
public static class KeySlot
{
    /// <summary>The number of slots of a Redis Cluster.</summary>
    public const int RedisSlots = 16384;

    private static readonly ushort[] Table = MakeTable();

    /// <summary>
    /// The slot of the key in a Redis Cluster, so that keys which share a slot there share one here: CRC16 of the UTF-8 bytes
    /// modulo 16384. If the key has a hash tag (<c>{user1000}.following</c>), only what is between the first brace and the
    /// next closing one is hashed, unless that is empty.
    /// </summary>
    /// <returns>From 0 to 16383.</returns>
    /// <exception cref="ArgumentNullException">The key is null.</exception>
    /// <remarks>Source: Redis Cluster specification, "Key distribution model"; CRC16/XMODEM, polynomial 0x1021.</remarks>
    public static int Redis(string key)
    {
        if (key is null)
            throw new ArgumentNullException(nameof(key));
        int open = key.IndexOf('{');
        int close = open < 0 ? -1 : key.IndexOf('}', open + 1);
        string hashed = close > open + 1 ? key.Substring(open + 1, close - open - 1) : key;
        int crc = 0;
        foreach (byte one in Encoding.UTF8.GetBytes(hashed))
            crc = ((crc << 8) & 0xFFFF) ^ Table[(crc >> 8) ^ one];
        return crc & (RedisSlots - 1);
    }

    private static ushort[] MakeTable()
    {
        var table = new ushort[256];
        for (int i = 0; i < table.Length; i++)
        {
            int crc = i << 8;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1;
            table[i] = (ushort)crc;
        }

        return table;
    }
}
