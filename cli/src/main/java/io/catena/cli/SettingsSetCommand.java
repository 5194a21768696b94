package io.catena.cli;

import io.catena.cli.text.CommandFailure;
import io.catena.cli.text.ExitCode;
import io.catena.client.ClusterAdmin;
import io.catena.client.UnavailableException;
import io.catena.thrift.SettingsChange;
import io.catena.thrift.SettingsReport;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "set",
        description = "Changes settings that all nodes share while they serve, and waits until all members use them.",
        footerHeading = "%nSettings:%n",
        footer = {
            "  lease-millis     how long a member may answer reads alone after the last round, 0 to 10000; 0: each"
                    + " read asks",
            "                   the chain. A shorter lease is in force when the last longer one has expired.",
            "  min-replicas     with fewer members the chain takes no writes, 1 to 100",
            "  wished-replicas  how many members the chain should have, 1 to 100; 0: it does not matter",
            "  format           the format of messages between nodes and of their data. It cannot be lowered. Raise it",
            "                   when all nodes are upgraded: the change is refused while a node does not know the",
            "                   format, and an older release cannot join after it. See docs/operations.md."
        })
final class SettingsSetCommand implements Callable<Integer> {
    private static final long TIMEOUT_MILLIS = 30_000;
    private static final long CALL_MILLIS = 5_000;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    @ParentCommand
    private SettingsCommand settings;

    @Parameters(paramLabel = "NAME=VALUE", arity = "1..*", description = "The settings to change, see below.")
    private List<String> values;

    @Option(names = "--force", description = "Also if the chain takes no writes with the new settings.")
    private boolean force;

    @Mixin
    private AdminTokenOption token;

    @Override
    public Integer call() throws IOException {
        CatenaCommand catena = settings.catena();
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(catena.timeoutMillis(TIMEOUT_MILLIS));
        SettingsChange change = change();
        String shown = token.read(catena);
        ClusterAdmin cluster = settings.cluster();
        SettingsReport report = await(cluster, cluster.changeSettings(change, shown, callMillis(endNanos)), endNanos);
        SettingsText text = new SettingsText(report);
        text.print(catena);
        if (!text.isInForce()) {
            throw new CommandFailure(
                    ExitCode.UNKNOWN,
                    "the change is stored and takes effect by itself, but has not within this time: "
                            + text.whatIsMissing() + "; run 'catena settings' to see when it does");
        }
        return ExitCode.DONE;
    }

    /** The timeout of one call, from the time that is left. */
    private static long callMillis(long endNanos) {
        long leftMillis = TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
        return Math.max(1, Math.min(CALL_MILLIS, leftMillis));
    }

    private static SettingsReport await(ClusterAdmin cluster, SettingsReport first, long endNanos) {
        SettingsReport report = first;
        while (!new SettingsText(report).isInForce() && System.nanoTime() - endNanos < 0) {
            LockSupport.parkNanos(LOOK_NANOS);
            try {
                report = cluster.settings(callMillis(endNanos));
            } catch (UnavailableException e) {
                // The node that was asked may be gone; the stored change is not.
                LockSupport.parkNanos(LOOK_NANOS);
            }
        }
        return report;
    }

    private SettingsChange change() {
        SettingsChange change = new SettingsChange().setForce(force);
        Set<String> named = new HashSet<>();
        for (String setting : values) {
            int equals = setting.indexOf('=');
            if (equals < 0) {
                throw new CommandFailure(ExitCode.USAGE, "write NAME=VALUE, not '" + setting + "'");
            }
            String name = setting.substring(0, equals);
            if (!named.add(name)) {
                throw new CommandFailure(ExitCode.USAGE, name + " is given twice; give it once");
            }
            set(change, name, setting.substring(equals + 1));
        }
        return change;
    }

    private static void set(SettingsChange change, String name, String value) {
        switch (name) {
            case SettingsText.LEASE_MILLIS -> change.setLeaseMillis(number(name, value));
            case SettingsText.MIN_REPLICAS -> change.setMinReplicas(number(name, value));
            case SettingsText.WISHED_REPLICAS -> change.setWishedReplicas(number(name, value));
            case SettingsText.FORMAT -> change.setFormat(number(name, value));
            default ->
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "there is no setting '" + name + "'; there are " + SettingsText.LEASE_MILLIS + ", "
                                + SettingsText.MIN_REPLICAS + ", " + SettingsText.WISHED_REPLICAS + " and "
                                + SettingsText.FORMAT);
        }
    }

    private static int number(String name, String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new CommandFailure(ExitCode.USAGE, name + " must be a whole number, not '" + value + "'");
        }
    }
}
