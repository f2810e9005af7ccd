import { graphql } from 'relay-runtime';

// The pieces of a small shop front and of a service console: every shape Relay compiles
// differently (a list to page through, a thing to refetch, a mutation that adds an edge, live
// news) stands here once.

export const productCard = graphql`
  fragment appProduct_product on Product {
    id
    name
    variants {
      id
      sku
      price {
        amount
        currencyCode
      }
    }
  }
`;

export const productList = graphql`
  fragment appProductList_query on Query
  @refetchable(queryName: "appProductListPaginationQuery")
  @argumentDefinitions(
    first: { type: "Int", defaultValue: 5 }
    after: { type: "String" }
    search: { type: "String" }
  ) {
    products(first: $first, after: $after, search: $search)
      @connection(key: "appProductList_products", filters: ["search"]) {
      edges {
        node {
          id
          ...appProduct_product
        }
      }
    }
  }
`;

export const order = graphql`
  fragment appOrder_order on Order
  @refetchable(queryName: "appOrderRefetchQuery")
  @argumentDefinitions(
    lines: { type: "Int", defaultValue: 3 }
    cursor: { type: "String" }
  ) {
    number
    status
    placedAt
    customer {
      name
    }
    total {
      amount
      currencyCode
    }
    lines(first: $lines, after: $cursor) @connection(key: "appOrder_lines") {
      edges {
        node {
          quantity
          variant {
            product {
              ...appProduct_product
            }
          }
        }
      }
    }
  }
`;

export const ticket = graphql`
  fragment appTicket_ticket on Ticket
  @refetchable(queryName: "appTicketRefetchQuery")
  @argumentDefinitions(
    last: { type: "Int", defaultValue: 10 }
    before: { type: "String" }
  ) {
    number
    subject
    status
    version
    messages(last: $last, before: $before) @connection(key: "appTicket_messages") {
      edges {
        node {
          authorName
          body
          sentAt
        }
      }
    }
  }
`;

export const appQuery = graphql`
  query appQuery {
    viewer {
      kind
      name
    }
    ...appProductList_query
  }
`;

export const orderQuery = graphql`
  query appOrderQuery($id: ID!) {
    node(id: $id) {
      __typename
      ...appOrder_order @alias(as: "order")
    }
  }
`;

export const ticketQuery = graphql`
  query appTicketQuery($id: ID!) {
    ticket(id: $id) {
      id
      ...appTicket_ticket
    }
  }
`;

export const cancel = graphql`
  mutation appCancelMutation($input: OrderCancelInput!) {
    orderCancel(input: $input) {
      order {
        id
        status
        availableActions
      }
      userErrors {
        code
        message
      }
    }
  }
`;

export const place = graphql`
  mutation appPlaceMutation($input: OrderCreateInput!, $connections: [ID!]!) {
    orderCreate(input: $input) {
      order @prependNode(connections: $connections, edgeTypeName: "OrderEdge") {
        id
        status
      }
      userErrors {
        code
        message
      }
    }
  }
`;

export const orderNews = graphql`
  subscription appOrderSubscription($id: ID!, $after: EventCursor) {
    orderUpdated(id: $id, after: $after, initial: true) {
      kind
      cursor
      order {
        id
        ...appOrder_order
      }
    }
  }
`;

export const ticketNews = graphql`
  subscription appTicketSubscription($id: ID!, $after: EventCursor) {
    ticketUpdated(id: $id, after: $after) {
      kind
      cursor
      ticket {
        id
        version
        status
      }
    }
  }
`;
