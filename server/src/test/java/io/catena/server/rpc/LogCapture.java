package io.catena.server.rpc;

import io.catena.server.logging.LogEvent;
import io.catena.server.logging.LogOutput;
import io.catena.server.logging.Loggers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What is logged while it is open, instead of the console; each event on one line with its exception, if it has one. */
final class LogCapture implements AutoCloseable {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Loggers loggers = (Loggers) LoggerFactory.getILoggerFactory();
    private final LogOutput before = loggers.divert(this::take);

    private void take(LogEvent event) {
        String thrown = event.thrown() == null ? "" : " " + event.thrown();
        lines.add(event.logger() + " " + event.message() + thrown);
    }

    List<String> linesWith(String part) {
        return lines.stream().filter(line -> line.contains(part)).toList();
    }

    List<String> linesOf(String loggerPrefix) {
        return lines.stream().filter(line -> line.startsWith(loggerPrefix)).toList();
    }

    @Override
    public void close() {
        loggers.divert(before);
    }
}
