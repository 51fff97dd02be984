/**
 * The SOAP contract as Java types: the service interfaces {@link org.messagingagent.wire.Messaging}
 * and {@link org.messagingagent.wire.SoPrincipal}, and the carriers that they speak of. For a
 * client with JAX-WS and for the server alike; no logic.
 *
 * <p>The types hold what this product fills or reads; the WSDL that the server answers holds the
 * whole contract. Names, order and namespaces are those of {@code Services87}; the other numbers
 * differ in the namespace, and where a member says so.
 *
 * <p>A member that is {@code null} is absent. When reading, absent, empty and {@code xsi:nil} mean
 * the same. When writing, a text or an object that is null is written as {@code xsi:nil="true"}, a
 * number or boolean is left out, as the contract has it. Carriers are not safe for use by several
 * threads at once.
 */
@XmlSchema(namespace = Namespaces.SERVICE, elementFormDefault = XmlNsForm.QUALIFIED)
package org.messagingagent.wire;

import jakarta.xml.bind.annotation.XmlNsForm;
import jakarta.xml.bind.annotation.XmlSchema;
