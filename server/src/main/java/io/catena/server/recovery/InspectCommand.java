package io.catena.server.recovery;

import io.catena.server.coordination.KeptCopy;
import io.catena.server.coordination.KeptFiles;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code recover inspect}: shows what data directories hold, for an operator or for a recovery that runs on another
 * machine.
 */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Shows what data directories hold; no node may run on them. -o json prints one line for each,"
                + " which the other commands read with --from, also on another machine.")
final class InspectCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "DIR", description = "Data directories of nodes.")
    private List<Path> directories;

    @Option(names = "-o", defaultValue = "table", description = "table or json (default: ${DEFAULT-VALUE}).")
    private Output output;

    /** The format of the output. */
    enum Output {
        table,
        json
    }

    @Override
    public Integer call() throws RecoveryException {
        List<KeptCopy> copies = new ArrayList<>();
        for (Path directory : directories) {
            copies.addAll(Inspection.of(directory));
        }
        PrintWriter out = spec.commandLine().getOut();
        if (output == Output.table) {
            print(copies, out);
        } else {
            KeptFiles files = new KeptFiles();
            copies.forEach(copy -> out.println(new String(files.encode(copy), StandardCharsets.UTF_8)));
        }
        out.flush();
        if (out.checkError()) {
            throw new RecoveryException("the output could not be written; check whether its disk is full", null);
        }
        return 0;
    }

    /** The copies of one chain stand together, to be compared. */
    private static void print(List<KeptCopy> copies, PrintWriter out) {
        SortedSet<Integer> chains = new TreeSet<>();
        copies.forEach(copy -> chains.add(copy.chain()));
        for (int chain : chains) {
            if (chains.size() > 1) {
                out.println("Chain " + chain + ":");
            }
            out.print(RecoveryText.table(Copies.of(copies, chain)));
        }
    }
}
