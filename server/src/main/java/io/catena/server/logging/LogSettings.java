package io.catena.server.logging;

import org.apache.logging.log4j.Level;

/**
 * The settings of the log, from system properties and the environment.
 *
 * @param level the level of Catena's own classes
 * @param directory the directory of the log files; null if the log goes to stderr
 */
record LogSettings(Level level, String directory) {
    /**
     * The level is {@code -Dcatena.log.level}, else {@code CATENA_LOG_LEVEL}, else INFO, also for an unknown level; the
     * directory is {@code -Dcatena.log.dir}.
     */
    static LogSettings ofProcess() {
        String level = System.getProperty("catena.log.level", System.getenv("CATENA_LOG_LEVEL"));
        return new LogSettings(Level.toLevel(level, Level.INFO), System.getProperty("catena.log.dir"));
    }
}
