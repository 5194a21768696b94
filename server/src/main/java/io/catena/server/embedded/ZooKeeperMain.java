package io.catena.server.embedded;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.apache.zookeeper.server.quorum.QuorumPeerConfig;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a {@link LoopbackZooKeeper} until the process is ended. Any way to end it is safe for the data. */
@Command(
        name = "ZooKeeperMain",
        mixinStandardHelpOptions = true,
        description = "A standalone ZooKeeper server on 127.0.0.1, for trying Catena on one machine.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:ended", "1:could not start, or failed; the reason is on stderr", "2:bad usage"})
public final class ZooKeeperMain implements Callable<Integer> {
    @Option(names = "--port", required = true, description = "Client port.")
    private int port;

    @Option(names = "--data", required = true, description = "Data directory; created if it is missing.")
    private Path data;

    @Option(
            names = "--config",
            description = "ZooKeeper configuration file, as zk-config/standalone.cfg; its port and directories are"
                    + " ignored.")
    private Path config;

    @Override
    public Integer call() throws Exception {
        // Ends with the process and is never closed: the close of a server that could not start never returns.
        new LoopbackZooKeeper(settings(), port, data).run();
        return CommandLine.ExitCode.OK;
    }

    private Properties settings() throws IOException {
        Properties settings = new Properties();
        if (config != null) {
            try (Reader reader = Files.newBufferedReader(config)) {
                settings.load(reader);
            }
        }
        return settings;
    }

    private static int sayWhy(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        String reason = failure instanceof QuorumPeerConfig.ConfigException && failure.getCause() != null
                ? failure.getCause().getMessage()
                : failure.getMessage();
        command.getErr().println("zookeeper: " + failure.getClass().getSimpleName() + ": " + reason);
        return CommandLine.ExitCode.SOFTWARE;
    }

    public static void main(String[] arguments) {
        // ZooKeeper must write the same digits in all locales.
        Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
        System.exit(new CommandLine(new ZooKeeperMain())
                .setExpandAtFiles(false)
                .setExecutionExceptionHandler(ZooKeeperMain::sayWhy)
                .execute(arguments));
    }
}
