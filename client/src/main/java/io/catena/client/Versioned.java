package io.catena.client;

import java.nio.charset.StandardCharsets;

/**
 * A value and the version under which it was written.
 *
 * @param value the value itself, not a copy
 * @param version for {@link WriteOptions#ifVersion}; rises with every write of the chain and never repeats, unless an
 *     operator has given up writes (docs/recovery.md)
 */
public record Versioned(byte[] value, long version) {
    /** The value decoded as UTF-8; malformed bytes become U+FFFD. */
    public String text() {
        return new String(value, StandardCharsets.UTF_8);
    }
}
