package org.messagingagent.server.soap;

import static java.util.function.Predicate.not;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlElementWrapper;
import jakarta.xml.bind.annotation.XmlRootElement;
import jakarta.xml.bind.annotation.XmlType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.messagingagent.wire.Messaging;
import org.messagingagent.wire.Namespaces;
import org.messagingagent.wire.SoPrincipal;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The carriers have the names, the order and the nil of the contract that the WSDL states. */
class WireTest {

  private static final String XSD = "http://www.w3.org/2001/XMLSchema";
  private static final List<Document> WSDLS =
      Arrays.stream(SoapService.values())
          .map(
              service ->
                  Answer.parse(new WsdlDocuments().document(service, 87, "http://localhost/")))
          .toList();

  /** A member on the wire. */
  private record Member(String name, boolean nillable) {}

  static Stream<Class<?>> carriers() {
    Set<Class<?>> found = new LinkedHashSet<>();
    for (Class<?> service : List.of(Messaging.class, SoPrincipal.class)) {
      for (Method operation : service.getMethods()) {
        collect(operation.getReturnType(), found);
        for (Type parameter : operation.getGenericParameterTypes()) {
          collect(parameter, found);
        }
      }
    }
    return found.stream();
  }

  private static void collect(Type type, Set<Class<?>> found) {
    if (type instanceof ParameterizedType parameterized) {
      collect(parameterized.getActualTypeArguments()[0], found);
    } else if (type instanceof Class<?> carrier
        && carrier.getName().startsWith(Messaging.class.getPackageName())
        && !carrier.isEnum()
        && found.add(carrier)) {
      for (Field field : carrier.getFields()) {
        collect(field.getGenericType(), found);
      }
    }
  }

  @Test
  void allCarriersAreFound() {
    assertThat(carriers()).hasSizeGreaterThan(30);
  }

  @ParameterizedTest
  @MethodSource("carriers")
  void membersStandInTheContractInThisOrder(Class<?> carrier) {
    List<Member> members = new ArrayList<>();
    for (String property : carrier.getAnnotation(XmlType.class).propOrder()) {
      if (!property.isEmpty()) {
        members.add(member(carrier, property));
      }
    }

    assertThat(contract(carrier)).containsSubsequence(members);
    assertThat(members).hasSameSizeAs(carrier.getDeclaredFields());
  }

  @ParameterizedTest
  @MethodSource("carriers")
  void whatHasBaseMembersInTheContractIsACarrier(Class<?> carrier) {
    boolean extendsCarrier =
        definition(carrier).getElementsByTagNameNS(XSD, "extension").getLength() > 0;

    assertThat(carrier.getSuperclass().getSimpleName())
        .isEqualTo(extendsCarrier ? "Carrier" : "Object");
  }

  @ParameterizedTest
  @MethodSource("carriers")
  void itemsOfListsHaveTheNameOfTheContract(Class<?> carrier) {
    for (Field field : carrier.getDeclaredFields()) {
      XmlElementWrapper wrapper = field.getAnnotation(XmlElementWrapper.class);
      if (wrapper != null) {
        XmlElement item = field.getAnnotation(XmlElement.class);
        boolean ofArrays = item.namespace().equals(Namespaces.ARRAYS);
        Element list = typeOf(definition(carrier), wrapper.name(), ofArrays);
        assertThat(members(list)).contains(new Member(item.name(), item.nillable()));
      }
    }
  }

  private static Member member(Class<?> carrier, String property) {
    try {
      Field field = carrier.getDeclaredField(property);
      XmlElementWrapper wrapper = field.getAnnotation(XmlElementWrapper.class);
      XmlElement element = field.getAnnotation(XmlElement.class);
      return wrapper == null
          ? new Member(element.name(), element.nillable())
          : new Member(wrapper.name(), wrapper.nillable());
    } catch (NoSuchFieldException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Member> contract(Class<?> carrier) {
    return members(definition(carrier));
  }

  /** The members of a type, without those of types within them. */
  private static List<Member> members(Element type) {
    Element sequence = (Element) type.getElementsByTagNameNS(XSD, "sequence").item(0);
    return Answer.children(sequence).stream()
        .map(
            element ->
                new Member(
                    element.getAttribute("name"), element.getAttribute("nillable").equals("true")))
        .toList();
  }

  private static Element definition(Class<?> carrier) {
    String name = carrier.getAnnotation(XmlType.class).name();
    if (carrier.isAnnotationPresent(XmlRootElement.class)) {
      return named("element", carrier.getAnnotation(XmlRootElement.class).name());
    }
    return name.isEmpty()
        ? named("element", carrier.getSimpleName()) // an entry of a dictionary, without type name
        : named("complexType", name);
  }

  /** The type of a member, by its name: the part after the prefix. */
  private static Element typeOf(Element definition, String member, boolean ofArrays) {
    NodeList elements = definition.getElementsByTagNameNS(XSD, "element");
    for (int i = 0; i < elements.getLength(); i++) {
      Element element = (Element) elements.item(i);
      if (element.getAttribute("name").equals(member)) {
        String type = element.getAttribute("type");
        assertThat(type.startsWith("arr:")).isEqualTo(ofArrays);
        return named("complexType", type.substring(type.indexOf(':') + 1));
      }
    }
    throw new AssertionError("No member " + member);
  }

  private static Element named(String kind, String name) {
    return WSDLS.stream()
        .map(wsdl -> wsdl.getElementsByTagNameNS(XSD, kind))
        .flatMap(list -> Stream.iterate(0, i -> i < list.getLength(), i -> i + 1).map(list::item))
        .map(Element.class::cast)
        .filter(element -> element.getAttribute("name").equals(name))
        .filter(not(element -> element.getElementsByTagNameNS(XSD, "*").getLength() == 0))
        .findFirst()
        .orElseThrow(() -> new AssertionError("The contract has no %s %s".formatted(kind, name)));
  }
}
