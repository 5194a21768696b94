package io.catena.bench.load;

import java.util.Arrays;
import java.util.List;

/**
 * How operations are distributed over the keys. Its text on the command line and in results is {@code uniform},
 * {@code zipfian} or {@code zipfian:SKEW} (0.99), {@code hotcold} or {@code hotcold:KEYS:OPERATIONS} (0.2 of the keys
 * get 0.8 of the operations).
 */
public final class KeyDistribution {
    private final String text;
    private final Shape shape;
    private final List<Double> parameters;

    private enum Shape {
        UNIFORM,
        ZIPFIAN(0.99),
        HOTCOLD(0.2, 0.8);

        private final List<Double> defaults;

        Shape(Double... defaults) {
            this.defaults = List.of(defaults);
        }
    }

    private KeyDistribution(String text, Shape shape, List<Double> parameters) {
        this.text = text;
        this.shape = shape;
        this.parameters = parameters;
    }

    /** @throws IllegalArgumentException if the text is no distribution; the message is for users */
    public static KeyDistribution parse(String text) {
        String[] parts = text.split(":", -1);
        Shape shape = Arrays.stream(Shape.values())
                .filter(each -> each.name().equalsIgnoreCase(parts[0]))
                .findFirst()
                .orElseThrow(() -> wrong(text));
        if (parts.length == 1) {
            return new KeyDistribution(text, shape, shape.defaults);
        }
        if (parts.length != 1 + shape.defaults.size()) {
            throw wrong(text);
        }
        return new KeyDistribution(
                text,
                shape,
                Arrays.stream(parts).skip(1).map(part -> share(text, part)).toList());
    }

    private static double share(String text, String part) {
        try {
            double value = Double.parseDouble(part);
            if (value > 0 && value < 1) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw wrong(text);
        }
        throw wrong(text);
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException("'" + text + "' is no distribution; use uniform, zipfian, zipfian:SKEW,"
                + " hotcold or hotcold:KEYS:OPERATIONS with numbers between 0 and 1");
    }

    /** @param keys 1 or more */
    public KeyChooser over(int keys) {
        return switch (shape) {
            case UNIFORM -> random -> random.nextInt(keys);
            case ZIPFIAN -> new ZipfianKeys(keys, parameters.get(0));
            case HOTCOLD -> new HotColdKeys(keys, parameters.get(0), parameters.get(1));
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
