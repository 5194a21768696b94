package io.catena.bench;

import io.catena.bench.store.Chains;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say into how many chains a cluster divides its keys. */
final class ChainOptions {
    @Option(
            names = "--chains",
            defaultValue = "1",
            description =
                    "Into how many chains the keys are divided; 1 is a chain of all servers (default: ${DEFAULT-VALUE}).")
    private int chains;

    @Option(
            names = "--replicas",
            defaultValue = "3",
            description = "On how many servers each of several chains is (default: ${DEFAULT-VALUE}).")
    private int replicas;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    Chains chains() {
        if (chains < 1 || chains > Chains.MOST) {
            throw new ParameterException(
                    spec.commandLine(), "--chains must be 1 to " + Chains.MOST + ", not " + chains);
        }
        if (replicas < 1 || replicas > Chains.MOST_REPLICAS) {
            throw new ParameterException(
                    spec.commandLine(), "--replicas must be 1 to " + Chains.MOST_REPLICAS + ", not " + replicas);
        }
        return new Chains(chains, replicas);
    }
}
