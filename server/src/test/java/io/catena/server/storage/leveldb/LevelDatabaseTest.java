package io.catena.server.storage.leveldb;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.iq80.leveldb.DB;
import org.iq80.leveldb.WriteBatch;
import org.iq80.leveldb.WriteOptions;
import org.junit.Test;

public class LevelDatabaseTest {
    private final List<WriteOptions> asked = new ArrayList<>();

    /** What LevelDB makes of it, {@code SyncsIT} counts. */
    @Test
    public void everyBatchIsToBeSynced() {
        try (LevelDatabase database = new LevelDatabase(recording())) {
            Batch batch = new Batch();
            batch.put(new byte[] {1}, new byte[] {2});
            database.write(batch);
            database.write(batch);
        }
        assertEquals(2, asked.size());
        assertTrue(asked.get(0).sync() && asked.get(1).sync());
    }

    private DB recording() {
        return proxy(DB.class, arguments -> {
            if (arguments != null && arguments.length == 2 && arguments[1] instanceof WriteOptions options) {
                asked.add(options);
            }
            return null;
        });
    }

    private static <T> T proxy(Class<T> type, Function<Object[], Object> answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (method.getReturnType() == WriteBatch.class) {
                        return method.getName().equals("createWriteBatch")
                                ? proxy(WriteBatch.class, ignored -> null)
                                : self;
                    }
                    return answer.apply(arguments);
                }));
    }
}
