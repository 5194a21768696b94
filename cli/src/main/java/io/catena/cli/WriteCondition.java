package io.catena.cli;

import io.catena.client.WriteOptions;
import picocli.CommandLine.Option;

/** The condition of a write; its options form an argument group. */
final class WriteCondition {
    @Option(names = "--if-absent", description = "Only if there is no such key.")
    private boolean ifAbsent;

    @Option(names = "--if-version", paramLabel = "VERSION", description = "Only if the key has this version.")
    private Long ifVersion;

    static WriteOptions options(WriteCondition condition) {
        WriteOptions options = WriteOptions.DEFAULT.returnPrevious();
        if (condition == null) {
            return options;
        }
        return condition.ifAbsent ? options.ifAbsent() : options.ifVersion(condition.ifVersion);
    }
}
