package io.catena.cli;

import io.catena.cli.text.CommandFailure;
import io.catena.cli.text.ExitCode;
import io.catena.cli.text.Json;
import io.catena.client.CatenaException;
import io.catena.client.NodeAdmin;
import io.catena.client.OutcomeUnknownException;
import io.catena.client.ServerAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** What die and leave have in common: they choose nodes, tell them to end, and wait until the processes have ended. */
abstract class EndCommand implements Callable<Integer> {
    private static final long TIMEOUT_MILLIS = 30_000;

    @ParentCommand
    private CatenaCommand catena;

    @Spec
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Targets targets;

    @Option(
            names = "--chain",
            paramLabel = "N",
            description = "The chain in which head, middle or tail is. Needed if there are several chains.")
    private Integer chain;

    @Option(
            names = "--clean",
            paramLabel = "0|1",
            defaultValue = "1",
            description = "1 (default): end in order, nothing is lost. 0: end on the spot, like kill -9.")
    private int clean;

    @Option(
            names = "--force",
            description = "Also if the node is the last member, or if the chain takes no reads or writes without it.")
    private boolean force;

    @Mixin
    private AdminTokenOption adminTokenOption;

    abstract void tell(NodeAdmin node, boolean isClean, boolean forced, String token);

    @Override
    public Integer call() throws IOException {
        if (clean != 0 && clean != 1) {
            throw new CommandFailure(ExitCode.USAGE, "--clean must be 0 or 1, not " + clean);
        }
        String token = adminTokenOption.read(catena);
        int exitCode = ExitCode.DONE;
        List<Map<String, Object>> told = new ArrayList<>();
        for (ServerAddress address : targets.addresses(catena, chain)) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("address", address.toString());
            try {
                one.put("gone", true);
                one.put("message", end(address, token));
            } catch (CatenaException | CommandFailure e) {
                one.put("gone", false);
                one.put("message", Errors.message(e));
                exitCode = Math.max(exitCode, Errors.exitCode(e));
            }
            told.add(one);
            report(one);
        }
        if (catena.json()) {
            Json.print(catena.console().out(), Map.of("nodes", told));
        }
        return exitCode;
    }

    private void report(Map<String, Object> one) {
        if (Boolean.FALSE.equals(one.get("gone"))) {
            Errors.print(spec.commandLine(), one.get("message").toString());
        } else if (!catena.json()) {
            catena.console().result(one.get("address") + " " + one.get("message"));
        }
    }

    private String end(ServerAddress address, String token) {
        ProcessExitWatch processExitWatch =
                new ProcessExitWatch(address, catena.timeoutMillis(TIMEOUT_MILLIS), catena.access());
        OutcomeUnknownException noReply = null;
        try {
            tell(processExitWatch.node(), clean == 1, force, token);
        } catch (OutcomeUnknownException e) {
            noReply = e;
        }
        return processExitWatch.await(noReply);
    }
}
