package io.catena.cli;

import io.catena.cli.text.ExitCode;
import io.catena.cli.text.Json;
import io.catena.cli.text.TextTable;
import io.catena.client.CatenaClient;
import io.catena.client.UnavailableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        description = "Prints one line for each chain of the cluster: how far it is, how many of the head's records the"
                + " member lacks that lacks most (LAG), what is not well, and the members from head to tail. Exit codes as"
                + " of status; with --watch, of the last look.")
final class ChainsCommand implements Callable<Integer> {
    private static final long TIMEOUT_MILLIS = 5000;

    @ParentCommand
    private CatenaCommand catena;

    @Option(
            names = "--watch",
            arity = "0..1",
            fallbackValue = "2s",
            paramLabel = "DURATION",
            converter = Timeout.class,
            description = "Looks again and again, with this pause (2s), and tells how many records a second each chain"
                    + " commits. Ends with Ctrl-C.")
    private Long pauseMillis;

    @Option(names = "--count", paramLabel = "N", description = "With --watch: ends after so many looks.")
    private Integer count;

    @Spec
    private CommandSpec spec;

    /** By chain, at the last look. */
    private final Map<Integer, Long> commitPoints = new HashMap<>();

    private long lookedNanos;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (count != null && (pauseMillis == null || count < 1)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--count goes with --watch, and is 1 or more; add --watch, or leave --count out");
        }
        try (CatenaClient client = catena.client(TIMEOUT_MILLIS)) {
            if (pauseMillis == null) {
                return look(client);
            }
            int exitCode = ExitCode.DONE;
            for (int looks = 1; ; looks++) {
                exitCode = lookOnce(client);
                if (count != null && looks >= count || catena.console().out().checkError()) {
                    return exitCode;
                }
                TimeUnit.MILLISECONDS.sleep(pauseMillis);
            }
        }
    }

    /** A look that fails is told, and the next one may succeed. */
    private int lookOnce(CatenaClient client) throws IOException {
        try {
            return look(client);
        } catch (UnavailableException e) {
            catena.console().message("catena: " + e.getMessage());
            return ExitCode.UNAVAILABLE;
        }
    }

    private int look(CatenaClient client) throws IOException {
        ClusterView cluster = ClusterView.of(client.layouts(), catena, TIMEOUT_MILLIS);
        Diagnosis diagnosis = Diagnosis.of(cluster);
        List<ChainSummary> chains = ChainSummary.all(cluster, diagnosis);
        Map<Integer, Long> rates = rates(chains);
        if (catena.json()) {
            print(cluster, chains, rates, diagnosis);
        } else {
            print(chains, rates);
            cluster.drained().forEach(node -> catena.console().result(node.words() + ": " + node.remark()));
            diagnosis.print(catena.console());
        }
        return diagnosis.exitCode();
    }

    /** How many records a second each chain has committed since the last look; of those that are not known none is there. */
    private Map<Integer, Long> rates(List<ChainSummary> chains) {
        long nowNanos = System.nanoTime();
        double seconds = (nowNanos - lookedNanos) / 1e9;
        lookedNanos = nowNanos;
        Map<Integer, Long> rates = new HashMap<>();
        for (ChainSummary chain : chains) {
            int number = chain.layout().chain();
            Long before = commitPoints.remove(number);
            if (chain.commitPoint() != null) {
                commitPoints.put(number, chain.commitPoint());
            }
            if (before != null && chain.commitPoint() != null) {
                rates.put(number, Math.round(Math.max(0, chain.commitPoint() - before) / seconds));
            }
        }
        return rates;
    }

    private void print(List<ChainSummary> chains, Map<Integer, Long> rates) {
        boolean hasRates = pauseMillis != null;
        List<Object> headings = new ArrayList<>(List.of("CHAIN", "EPOCH", "COMMIT POINT", "LAG", "STATE", "MEMBERS"));
        if (hasRates) {
            headings.add(3, "RECORDS/S");
        }
        TextTable table = new TextTable(headings.toArray(new String[0]));
        for (ChainSummary chain : chains) {
            List<Object> row = new ArrayList<>();
            row.add(chain.layout().chain());
            row.add(chain.layout().epoch());
            row.add(chain.commitPoint());
            if (hasRates) {
                row.add(rates.get(chain.layout().chain()));
            }
            row.add(chain.lag());
            row.add(chain.words());
            row.add(chain.members());
            table.row(row.toArray());
        }
        table.print(catena.console().out());
    }

    private void print(ClusterView cluster, List<ChainSummary> chains, Map<Integer, Long> rates, Diagnosis diagnosis)
            throws IOException {
        Map<String, Object> json = cluster.json();
        List<Map<String, Object>> rows = new ArrayList<>();
        for (ChainSummary chain : chains) {
            Map<String, Object> row = chain.json();
            row.put("recordsPerSecond", rates.get(chain.layout().chain()));
            rows.add(row);
        }
        json.put("states", rows);
        json.put("drained", cluster.drained().stream().map(DrainedNode::json).toList());
        json.put("serves", diagnosis.serves());
        json.put("troubles", diagnosis.json());
        Json.print(catena.console().out(), json);
    }
}
