package io.catena.server;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a path. An empty one is an error and does not mean the working directory. */
final class PathOption implements ITypeConverter<Path> {
    @Override
    public Path convert(String text) {
        if (text.isBlank()) {
            throw new TypeConversionException("it is empty; give a path");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new TypeConversionException("this locale's character set (" + System.getProperty("sun.jnu.encoding")
                    + ") cannot express it; set LC_ALL=C.UTF-8");
        }
    }
}
