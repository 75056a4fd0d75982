import { catalogueContract } from '../../../test/contract/catalogue.contract.ts';
import { createCatalogue } from './catalogue.ts';

catalogueContract('memory', createCatalogue);
