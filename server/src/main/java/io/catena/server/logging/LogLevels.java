package io.catena.server.logging;

import java.util.Locale;
import java.util.Map;
import org.slf4j.event.Level;

/**
 * From which level on a logger is heard. Catena's own level can be set, by {@code -Dcatena.log.level=DEBUG} or
 * {@code CATENA_LOG_LEVEL=DEBUG} in the environment; all others narrate at INFO and are heard from WARN on.
 */
final class LogLevels {
    static final int OFF = Integer.MAX_VALUE;

    /** Exactly these loggers. */
    private static final Map<String, Integer> OTHERS = Map.of(
            // Tells every failed attempt to connect, with its stack; the node says once that the connection is gone.
            "org.apache.zookeeper.ClientCnxn",
            Level.ERROR.toInt(),
            // Tells of a host that it cannot resolve with a stack; the node that then does not start says it in one
            // line.
            "org.apache.zookeeper.client.StaticHostProvider",
            OFF);

    private final int ours;

    /** @param level the name of Catena's own level, or OFF; INFO if there is no such */
    LogLevels(String level) {
        ours = number(level);
    }

    static LogLevels ofProcess() {
        String property = System.getProperty("catena.log.level");
        return new LogLevels(property != null ? property : System.getenv("CATENA_LOG_LEVEL"));
    }

    /** The number of the lowest level that is heard. */
    int lowest(String logger) {
        return logger.startsWith("io.catena.") ? ours : OTHERS.getOrDefault(logger, Level.WARN.toInt());
    }

    private static int number(String level) {
        String name = level == null ? "" : level.toUpperCase(Locale.ROOT);
        for (Level each : Level.values()) {
            if (each.name().equals(name)) {
                return each.toInt();
            }
        }
        return name.equals("OFF") ? OFF : Level.INFO.toInt();
    }
}
