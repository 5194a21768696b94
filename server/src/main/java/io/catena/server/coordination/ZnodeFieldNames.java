package io.catena.server.coordination;

import com.fasterxml.jackson.jr.ob.api.ReaderWriterModifier;
import com.fasterxml.jackson.jr.ob.impl.BeanPropertyIntrospector;
import com.fasterxml.jackson.jr.ob.impl.JSONWriter;
import com.fasterxml.jackson.jr.ob.impl.POJODefinition;
import io.catena.server.chain.Member;
import io.catena.server.chain.Removal;
import io.catena.server.chain.ReplicaReport;
import java.util.Set;

/**
 * In znodes the number of a replica's life is called {@code incarnation}, as nodes of all versions write and read it. All other
 * fields have the names that they have in Java.
 */
final class ZnodeFieldNames extends ReaderWriterModifier {
    static final String LIFE = "incarnation";

    private static final String LIFE_IN_JAVA = "life";
    private static final Set<Class<?>> WITH_A_LIFE = Set.of(Member.class, Removal.class, ReplicaReport.class);

    @Override
    public POJODefinition pojoDefinitionForSerialization(JSONWriter writer, Class<?> type) {
        if (!WITH_A_LIFE.contains(type)) {
            return null; // as it is
        }
        POJODefinition inJava = BeanPropertyIntrospector.instance().pojoDefinitionForSerialization(writer, type);
        return inJava.withProperties(
                inJava.getProperties().stream().map(ZnodeFieldNames::named).toList());
    }

    private static POJODefinition.Prop named(POJODefinition.Prop field) {
        return field.name.equals(LIFE_IN_JAVA)
                ? new POJODefinition.Prop(
                        LIFE, field.name, field.field, field.setter, field.getter, field.isGetter, field.aliases())
                : field;
    }
}
