package io.catena.server.chain;

/**
 * The answer to one write.
 *
 * @param applied false only if the write's condition did not hold
 * @param version the key's version after the write, see {@link LogRecord#versionOf}
 * @param previous what the key held before; null if the client did not ask. A version without a value: it was too
 *     large.
 */
public record WriteAnswer(boolean applied, long version, VersionedValue previous) {
    static WriteAnswer of(LoggedWrite write, long version) {
        return new WriteAnswer(write.kind() != LoggedWrite.Kind.CONDITION_FAILED, version, write.previous());
    }
}
