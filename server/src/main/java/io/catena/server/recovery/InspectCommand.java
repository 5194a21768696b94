package io.catena.server.recovery;

import io.catena.server.controller.decision.Holding;
import io.catena.server.coordination.KeptFiles;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    /** The only chain that exists. */
    static final int CHAIN = 1;

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
        List<Holding> holdings = new ArrayList<>();
        for (Path directory : directories) {
            holdings.add(Inspection.of(directory, CHAIN));
        }
        PrintWriter out = spec.commandLine().getOut();
        if (output == Output.table) {
            out.print(RecoveryText.table(holdings));
        } else {
            KeptFiles files = new KeptFiles();
            holdings.forEach(holding -> out.println(new String(files.encode(holding), StandardCharsets.UTF_8)));
        }
        out.flush();
        if (out.checkError()) {
            throw new RecoveryException("the output could not be written; check whether its disk is full", null);
        }
        return 0;
    }
}
