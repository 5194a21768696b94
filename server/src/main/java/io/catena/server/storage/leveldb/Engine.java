package io.catena.server.storage.leveldb;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.fusesource.leveldbjni.JniDBFactory;
import org.iq80.leveldb.DB;
import org.iq80.leveldb.Options;
import org.iq80.leveldb.impl.Iq80DBFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The implementations of LevelDB. Their files look alike, but only the one that wrote a directory may open it. */
public enum Engine {
    /** The original behind JNI; x86 only. */
    LEVELDBJNI {
        @Override
        DB open(File directory, Options options) throws IOException {
            return JniDBFactory.factory.open(directory, options);
        }
    },
    /** The one in Java, for every other machine. Threads that use it must not be interrupted: that closes its files. */
    IQ80 {
        @Override
        DB open(File directory, Options options) throws IOException {
            // It names its files by the default locale, in later threads too, and some locales have digits of their
            // own.
            Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
            return Iq80.FACTORY.open(directory, options);
        }
    };

    /**
     * The native engine if its library loads, else the one in Java, with a line in the log that says so.
     *
     * @param libraryDirectory where the native library is unpacked: a directory of this process alone
     */
    public static Engine choose(Path libraryDirectory) {
        Logger log = LoggerFactory.getLogger(Engine.class);
        try {
            NativeLibrary.load(libraryDirectory);
            return LEVELDBJNI;
        } catch (LinkageError | IOException e) {
            log.warn("The native LevelDB does not load here ({}); using the slower one in Java.", e.toString());
            return IQ80;
        }
    }

    abstract DB open(File directory, Options options) throws IOException;

    /** Its own class, so that the setting is made before the library reads it. */
    private static final class Iq80 {
        static final Iq80DBFactory FACTORY = create();

        /**
         * iq80's memory-mapped log syncs only the piece that is mapped last, so a batch that spans two pieces could
         * lose its beginning in a power cut; and a full disk would be a fault in mapped memory instead of an error.
         */
        private static Iq80DBFactory create() {
            System.setProperty("leveldb.mmap", "false");
            return Iq80DBFactory.factory;
        }
    }
}
