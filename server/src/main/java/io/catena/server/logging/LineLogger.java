package io.catena.server.logging;

import java.time.ZonedDateTime;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** One logger: says what is important enough. Thread-safe. */
final class LineLogger extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1;

    private final int lowest;
    private final transient Loggers loggers;

    LineLogger(String name, int lowest, Loggers loggers) {
        this.name = name;
        this.lowest = lowest;
        this.loggers = loggers;
    }

    @Override
    public boolean isTraceEnabled() {
        return isHeard(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return isHeard(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return isHeard(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return isHeard(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return isHeard(Level.ERROR);
    }

    private boolean isHeard(Level level) {
        return level.toInt() >= lowest;
    }

    @Override
    protected String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level, Marker marker, String pattern, Object[] arguments, Throwable thrown) {
        String message = MessageFormatter.basicArrayFormat(pattern, arguments);
        loggers.output()
                .write(new LogEvent(
                        ZonedDateTime.now(), level, Thread.currentThread().getName(), name, message, thrown));
    }
}
