package io.catena.server.logging;

import org.apache.logging.log4j.Level;

/**
 * What a process was told about its log.
 *
 * @param level of Catena's own classes
 * @param directory where the log's files are; null if it goes to stderr
 */
record LogSettings(Level level, String directory) {
    /** {@code -Dcatena.log.level} or else {@code CATENA_LOG_LEVEL}, INFO if neither names a level; {@code -Dcatena.log.dir}. */
    static LogSettings ofProcess() {
        String level = System.getProperty("catena.log.level", System.getenv("CATENA_LOG_LEVEL"));
        return new LogSettings(Level.toLevel(level, Level.INFO), System.getProperty("catena.log.dir"));
    }
}
