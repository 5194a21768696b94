package io.catena.server.logging;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;

/**
 * All loggers, and where they write: to {@code catena.log} in the directory that the system property
 * {@code catena.log.dir} names, and then nothing to standard error, since who redirects that to a file must not have it
 * grow while ZooKeeper is away for days; without the property, to standard error. Thread-safe.
 */
public final class Loggers implements ILoggerFactory {
    private final Map<String, Logger> byName = new ConcurrentHashMap<>();
    private final LogLevels levels;
    private volatile LogOutput output;

    Loggers(LogLevels levels, LogOutput output) {
        this.levels = levels;
        this.output = output;
    }

    static Loggers ofProcess() {
        String directory = System.getProperty("catena.log.dir");
        return new Loggers(
                LogLevels.ofProcess(),
                directory == null
                        ? Loggers::toStandardError
                        : new RolledFile(Path.of(directory), RolledFile.MOST_BYTES));
    }

    /** A closed terminal is nothing that a print stream would throw for. */
    private static void toStandardError(LogEvent event) {
        System.err.print(event.text());
    }

    @Override
    public Logger getLogger(String name) {
        return byName.computeIfAbsent(name, each -> new LineLogger(each, levels.lowest(each), this));
    }

    /** Lets everything go elsewhere from now on; returns where it went before. */
    public LogOutput divert(LogOutput elsewhere) {
        LogOutput before = output;
        output = elsewhere;
        return before;
    }

    LogOutput output() {
        return output;
    }
}
