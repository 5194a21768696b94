package io.catena.bench;

import io.catena.bench.load.KeyDistribution;
import io.catena.bench.load.Workload;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The options that describe a load. */
final class LoadOptions {
    @Option(names = "--keys", defaultValue = "10000", description = "The number of keys (default: ${DEFAULT-VALUE}).")
    private int keys;

    @Option(
            names = "--key-bytes",
            defaultValue = "16",
            description = "The length of each key (default:" + " ${DEFAULT-VALUE}).")
    private int keyBytes;

    @Option(
            names = "--value-bytes",
            defaultValue = "100",
            description = "The length of each value, which has random bytes (default: ${DEFAULT-VALUE}).")
    private int valueBytes;

    @Option(
            names = "--distribution",
            defaultValue = "uniform",
            converter = DistributionConverter.class,
            description = {
                "uniform, zipfian[:SKEW] or hotcold[:KEYS:OPERATIONS], in shares of 1 (default: ${DEFAULT-VALUE}; zipfian",
                "is zipfian:0.99, hotcold is hotcold:0.2:0.8)."
            })
    private KeyDistribution distribution;

    @Option(
            names = "--warm-up-seconds",
            defaultValue = "10",
            description = "The length of the warm-up before each measurement, in which servers compile (default:"
                    + " ${DEFAULT-VALUE}).")
    private double warmUpSeconds;

    @Option(
            names = "--seconds",
            defaultValue = "10",
            description = "The length of each measurement (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "The seed of keys, values and kinds of operations (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    Workload workload(int threads, double readShare) {
        return workload(threads, readShare, 0);
    }

    /** @throws ParameterException if a value is out of its range */
    Workload workload(int threads, double readShare, double operationsPerSecond) {
        try {
            return new Workload(
                    threads,
                    operationsPerSecond,
                    keys,
                    keyBytes,
                    valueBytes,
                    readShare,
                    distribution,
                    Math.round(warmUpSeconds * 1_000),
                    Math.round(seconds * 1_000),
                    seed);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /** Converts the text of a distribution. */
    static final class DistributionConverter implements ITypeConverter<KeyDistribution> {
        @Override
        public KeyDistribution convert(String text) {
            try {
                return KeyDistribution.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
